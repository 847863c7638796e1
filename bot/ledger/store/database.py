"""The database: one SQLite file by default, PostgreSQL by address. Sync sessions, from any thread."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.pool import ConnectionPoolEntry

from bot.ledger.models.base import Base, storable_json
from bot.ledger.store.prepared import Prepared

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_BUSY_SECONDS = 30
_CONNECTIONS = 20
# A server does not restart faster than that: a connection that was used so recently need not be asked.
_FRESH_SECONDS = 1.0

# One number for the whole product: who holds it is migrating this PostgreSQL database.
_MIGRATION_LOCK = 0x6D656D626572

Row = TypeVar("Row", bound=Base)

_AS_JSON = json.JSONEncoder(ensure_ascii=False, default=storable_json).encode


def _dumps(value: object) -> str:
    """JSON of anything that becomes JSON, and that both databases can hold."""
    try:
        text = _AS_JSON(value)
        text.encode()
    except (TypeError, UnicodeEncodeError):
        text = ""
    # Written again with care where a key is no text, or a text holds what is not storable.
    return text if text and "\\u0000" not in text else json.dumps(storable_json(value), ensure_ascii=False)


class Database:
    """Opened once per process; hands out a session per transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reader = engine.execution_options(read_only=True)
        if engine.dialect.name == "postgresql":
            self._reader = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        # SQLite lets one writer in. Waiting for it here is fair and wakes at once; its own waiting polls.
        self._turn = threading.RLock()

    @classmethod
    def open(cls, url: str, *, read_only: bool = False) -> "Database":
        """The database at an address such as `sqlite:////data/memberbot.db` or `postgresql://user@host/name`.

        Opening neither creates tables nor changes them; `migrate` does. `read_only` does not even create an
        SQLite file that is not there; read such a database in `reading`.
        """
        address = make_url(
            "postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url
        )
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() == "sqlite":
            if read_only:
                address = address.set(database=f"file:{quote(address.database or '')}")
                address = address.update_query_dict({"mode": "ro", "uri": "true"})
            engine = create_engine(
                address,
                json_serializer=_dumps,
                hide_parameters=True,  # they are members' words
                pool_size=_CONNECTIONS,
                max_overflow=0,
                connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
            )
            if not read_only:
                event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(
                address,
                json_serializer=_dumps,
                hide_parameters=True,  # they are members' words
                pool_size=_CONNECTIONS,
                max_overflow=0,
                isolation_level="READ COMMITTED",
            )
            _ask_rested_connections(engine)
        return cls(engine)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all if an error leaves it.

        Objects read in it stay readable afterwards. Do not open one inside another.
        """
        with Session(self.engine, expire_on_commit=False) as session, self._writing(), session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one unchanging state of the database; the database refuses to write in it."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date. Processes that start together take turns.

        SQLite changes a column by making its table anew, which rows that refer to it outlive; whether they
        all still do is checked before the commit.
        """
        with self._writing(), self.engine.execution_options(migrating=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            command.upgrade(migration_config(connection), "head")
            if connection.dialect.name == "sqlite" and (
                lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            ):
                raise RuntimeError(f"rows refer to what is not there: {lost[:5]}")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.engine.dialect.name != "sqlite":
            yield
            return
        with self._turn:
            yield


def write(session: Session, row: Row) -> Row:
    """Insert one new row now; the database numbers it.

    It belongs to the session as if read from it; columns left out are read late. The main path writes like
    this: for the session to find out what to write takes longer than writing.
    """
    given = {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
    (made,) = _insertion(type(row), tuple(given))(session, **given)
    set_committed_value(row, "id", made.id)
    make_transient_to_detached(row)
    session.add(row)
    return row


class _Made(NamedTuple):
    id: int


@cache
def _insertion(model: type[Base], attributes: tuple[str, ...]) -> Prepared[_Made]:
    table = model.__table__
    assert isinstance(table, Table)
    return Prepared(insert(table).returning(table.c.id), _Made._make, attributes)


def take_turns(session: Session, what: str) -> None:
    """Have transactions that name the same thing follow one another, where no row stands for it.

    On SQLite they do so anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


def migration_config(connection: Connection) -> Config:
    """Alembic's configuration for our migrations over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _ask_rested_connections(engine: Engine) -> None:
    """Before a connection that has rested is used again, ask whether the server is still there.

    Asking each time (`pool_pre_ping`) is a round trip for every transaction.
    """

    @event.listens_for(engine, "checkin")
    def rest(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, entry: ConnectionPoolEntry, _checked_out: object) -> None:
        rested = time.monotonic() - entry.info.get("rests_since", time.monotonic())
        if rested < _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None  # all that are as old are closed, and a new one is opened


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    reading, migrating = options.get("read_only", False), options.get("migrating", False)
    if connection.info.get("mode") != (reading, migrating):
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if migrating else 'ON'}")
        connection.info["mode"] = reading, migrating
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
