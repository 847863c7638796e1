"""Databases for the tests: every test that asks for `database` runs on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.ledger.store import Database
from tests.support.postgres import PostgresServer

# How long a case takes says more about the machine than about the code.
settings.register_profile("memberbot", deadline=None)
settings.load_profile("memberbot")

# Apps are made by the hundred; to look for garbage among all that is loaded takes long.
gc.set_threshold(50_000)

# A database of its own for each test is a matter of files that need not outlast it: in memory, where it has
# room, a PostgreSQL database is made in a twentieth of the time.
_MEMORY = Path("/dev/shm")
if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2 << 30:
    tempfile.tempdir = os.environ["TMPDIR"] = str(_MEMORY)

# What is started once in a process of the test run: Chromium, the reader of photos.
_STARTED_ONCE = ("browser", "ocr")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share something costly are run by the same process (`--dist loadgroup`)."""
    for item in items:
        for marker in _STARTED_ONCE:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.xdist_group(marker))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a SQLite database with all tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("template") / "memberbot.db"
    migrated = Database.open(f"sqlite:///{path}")
    migrated.migrate()
    migrated.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server per process of the test run."""
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with all tables and nothing in them, to be copied."""
    name = postgres_server.create()
    migrated = Database.open(postgres_server.url(name))
    migrated.migrate()
    migrated.close()
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with all tables."""
    path = tmp_path / "memberbot.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_template: str, postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with all tables."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database, where the kind of database does not matter."""
    database = Database.open(sqlite_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database, once of each kind."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    database = Database.open(url)
    yield database
    database.close()
