"""The room as the product has it, trained once for all tests."""

from pathlib import Path

import pytest

from bot.knowledge import Knowledge
from bot.understanding import Understanding


@pytest.fixture(scope="session")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    """The models that are served: kept from `memberbot train`, else trained now."""
    cache: Path = tmp_path_factory.mktemp("trained")
    return Knowledge.load().understanding(cache)
