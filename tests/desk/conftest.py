"""The desk on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ledger.store import Database
from tests.support.desk_site import DeskSite


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> DeskSite:
    """A desk with one person of each role."""
    site = DeskSite(sqlite_database, tmp_path)
    site.people()
    return site


@pytest.fixture
def desk_everywhere(database: Database, tmp_path: Path) -> Iterator[DeskSite]:
    """Likewise, once on each kind of database."""
    site = DeskSite(database, tmp_path)
    site.people()
    yield site
