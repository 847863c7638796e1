"""The desk on a database of its own, with one person of each role."""

import shutil
from pathlib import Path

import pytest

from bot.ledger.store import Database
from tests.support.desk_site import DeskSite, opened
from tests.support.postgres import PostgresServer


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the desk's people."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    shutil.copy(sqlite_template, path)
    for site in opened(f"sqlite:///{path}", path.parent):
        site.people()
    return path


@pytest.fixture(scope="session")
def postgres_template(
    postgres_template: str, postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """With the desk's people."""
    name = postgres_server.create(postgres_template)
    for site in opened(postgres_server.url(name), tmp_path_factory.mktemp("template")):
        site.people()
    return name


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> DeskSite:
    """A desk where the kind of database does not matter."""
    return DeskSite(sqlite_database, tmp_path)


@pytest.fixture
def desk_everywhere(database: Database, tmp_path: Path) -> DeskSite:
    """Likewise, once on each kind of database."""
    return DeskSite(database, tmp_path)
