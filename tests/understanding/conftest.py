"""The room as the product has it."""

import pytest

from bot.understanding import Understanding
from tests.support.known import knowledge


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    """The models that are served, with the clauses' sentences."""
    return knowledge()[1]
