"""The trained room, made once for all tests of it."""

from pathlib import Path

import pytest

from bot.understanding import Understanding


@pytest.fixture(scope="session")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    """Trained from the project's own data, without the clauses' sentences."""
    cache: Path = tmp_path_factory.mktemp("trained")
    return Understanding.load(cache)
