"""Data folders whose database has its tables already: to make them takes longer than most tests."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import migrate
from bot.ledger.store import Database

_NAME = "memberbot.sqlite"


def lay_out(folder: Path) -> None:
    """Put the database with all tables and nothing in them into a folder, if it has none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _NAME).exists():
        shutil.copy(Path(_template().name) / _NAME, folder)


@cache
def _template() -> "TemporaryDirectory[str]":
    folder = TemporaryDirectory()  # goes with the process
    database = Database.open(f"sqlite:///{folder.name}/{_NAME}")
    migrate(database)
    database.close()
    return folder
