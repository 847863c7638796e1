"""What is costly is started once: tests that share it are run by one process."""

import pytest


@pytest.mark.xdist_group("of one process")
def test_groups_of_tests_are_kept(request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("one process runs all tests")
    assert request.node.nodeid.endswith("@of one process")
