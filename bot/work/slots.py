"""Which worker a process is, so that the jobs of a dead one can be told and taken over.

A worker holds the lock of its slot for as long as it lives. The operating system (SQLite) or PostgreSQL
releases the lock of a process that dies, so a lock that can be taken belongs to nobody alive.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

# First keys of the advisory locks, so that they meet no one else's in the same database.
_WORKERS, _TIMERS = 0x6D62, 0x6D74  # "mb", "mt"
_MOST_WORKERS = 64


class LostSlotsError(Exception):
    """The locks of this process may be another's by now."""


class Slots(Protocol):
    """Numbered locks, each held by at most one living process."""

    def take(self) -> int | None:
        """Take a free slot for this process; None when there is none."""

    def take_over(self, slot: int) -> bool:
        """Take the slot of a worker that may be dead; False when it lives."""

    def give_back(self, slot: int) -> None:
        """Release a slot."""

    def check(self) -> None:
        """Raises when the locks of this process may have been lost."""


def slots_for(engine: Engine) -> Slots:
    """The locks that suit the database. On SQLite there is one slot: one process works, the others wait."""
    if engine.dialect.name == "sqlite":
        return FileSlot(Path(f"{engine.url.database}.worker"))
    return AdvisorySlots(engine, _WORKERS, _MOST_WORKERS)


def one_slot(engine: Engine) -> Slots:
    """The one lock for what a single process at a time does: looking for what time brings."""
    if engine.dialect.name == "sqlite":
        return FileSlot(Path(f"{engine.url.database}.timers"))
    return AdvisorySlots(engine, _TIMERS, 1)


class FileSlot:
    """The only slot beside a SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> int | None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return None
        self._file = file
        return 0

    def take_over(self, slot: int) -> bool:
        return False

    def give_back(self, slot: int) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def check(self) -> None:
        pass


class AdvisorySlots:
    """Session advisory locks of PostgreSQL, all on one connection of their own."""

    def __init__(self, engine: Engine, family: int, most: int) -> None:
        self._engine = engine
        self._family = family
        self._most = most
        self._connection: Connection | None = None

    def take(self) -> int | None:
        return next((slot for slot in range(self._most) if self.take_over(slot)), None)

    def take_over(self, slot: int) -> bool:
        return bool(self._ask("SELECT pg_try_advisory_lock(:family, :slot)", slot))

    def give_back(self, slot: int) -> None:
        if self._connection is not None:
            # Where the connection is broken, the database has released its locks by that.
            with suppress(SQLAlchemyError):
                self._ask("SELECT pg_advisory_unlock(:family, :slot)", slot)

    def check(self) -> None:
        if self._connection is None:
            raise LostSlotsError("the connection that held the locks broke")
        self._ask("SELECT 1")

    def _ask(self, statement: str, slot: int | None = None) -> object:
        if self._connection is None:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # locks live and die with this connection; the pool must not lend it out
            self._connection = connection
        values = {} if slot is None else {"family": self._family, "slot": slot}
        try:
            return self._connection.execute(text(statement), values).scalar()
        except SQLAlchemyError:
            # Nobody knows any more what it holds; the next question opens another one.
            broken, self._connection = self._connection, None
            with suppress(SQLAlchemyError):
                broken.invalidate()
                broken.close()
            raise
