"""The database port: the same values and the same guarantees on SQLite and on PostgreSQL."""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import Column, MetaData, Table, bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from bot.clock import HONG_KONG
from bot.ledger.models import Conversation
from bot.ledger.models.base import Document, Instant, Money, Words
from bot.ledger.store import Database, Prepared
from bot.ledger.store.database import migration_config
from bot.ledger.talks import conversation_for

NOON = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)

ODDS = Table(
    "odds",
    MetaData(),
    Column("at", Instant()),
    Column("amount", Money()),
    Column("words", Words()),
    Column("document", Document),
)


def test_models_and_migrations_say_the_same(database: Database) -> None:
    with database.engine.begin() as connection:
        command.check(migration_config(connection))


def test_migrations_lead_back_to_an_empty_database(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "base")
    database.migrate()
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    opened = [Database.open(f"sqlite:///{tmp_path / 'new.db'}") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.migrate, opened))
    with opened[0].reading() as session:
        assert session.scalars(select(Conversation)).all() == []
    for each in opened:
        each.close()


def test_values_come_back_as_they_went_in(database: Database) -> None:
    at = datetime(2026, 11, 20, 15, 59, 59, 123456, tzinfo=UTC)
    odd = "a\x00b \ud83d 😀 港"
    with database.transaction() as session:
        ODDS.create(session.connection())
        session.execute(
            insert(ODDS).values(
                at=at, amount=Decimal("9999999999.99"), words=odd, document={"a\x00": [odd, Decimal("1.50")]}
            )
        )
    with database.reading() as session:
        row = session.execute(select(ODDS)).one()
    assert row.at == at
    assert row.at.tzinfo is HONG_KONG
    assert row.amount == Decimal("9999999999.99")
    assert row.words == "a\ufffdb \ufffd 😀 港"
    assert row.document == {"a\ufffd": ["a\ufffdb \ufffd 😀 港", "1.50"]}


def test_prepared_statements_take_and_give_the_same_values(database: Database) -> None:
    at = datetime(2026, 11, 20, 15, 59, 59, 123456, tzinfo=UTC)
    put = Prepared(insert(ODDS).returning(ODDS.c.words), tuple, ODDS.c.keys())
    odds = namedtuple("odds", ODDS.c.keys())
    find = Prepared(select(ODDS).where(ODDS.c.amount >= bindparam("least")), odds._make)
    with database.transaction() as session:
        ODDS.create(session.connection())
        values = {
            "at": at,
            "amount": Decimal("2.50"),
            "words": "a\x00港",
            "document": [Decimal("1.50"), "\ud83d"],
        }
        assert put(session, **values) == [("a\ufffd港",)]
        nothing = dict.fromkeys(ODDS.c.keys())
        put(session, **nothing)
    with database.reading() as session:
        (row,) = find(session, least=Decimal("2.49"))
        assert row == session.execute(select(ODDS).where(ODDS.c.amount.is_not(None))).one()
        assert (row.at.tzinfo, row.document) == (HONG_KONG, ["1.50", "\ufffd"])
        assert find(session, least=Decimal("2.51")) == []


def test_prepared_statements_fail_like_others(database: Database) -> None:
    count = Prepared(select(Conversation.id).where(Conversation.id == bindparam("id")), tuple)
    with database.transaction() as session:
        assert count(session, id=1) == []
    with pytest.raises(DBAPIError) as refused, database.transaction() as session:
        session.execute(text("ALTER TABLE conversation RENAME TO conversations"))
        count(session, id=1)
    assert "FROM conversation" in str(refused.value)
    with database.transaction() as session:
        assert count(session, id=1) == count(session, id=None) == []


def test_lost_connections_are_replaced(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ledger.store.database._FRESH_SECONDS", 0.0)
    with closing(Database.open(postgres_url)) as database:
        with database.reading() as one, database.reading() as two:
            one.execute(text("SELECT 1"))
            two.execute(text("SELECT 1"))
        end_all_connections(postgres_url)
        with database.reading() as one, database.reading() as two:
            assert one.scalar(text("SELECT 1")) == two.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("prepared", [True, False])
def test_a_connection_lost_in_use_fails_once(postgres_url: str, prepared: bool) -> None:
    ask = Prepared(select(Conversation.id).where(Conversation.id == bindparam("id")), tuple)
    with closing(Database.open(postgres_url)) as database:
        with pytest.raises(DBAPIError) as lost, database.transaction() as session:
            session.execute(text("SELECT 1"))
            end_all_connections(postgres_url)
            ask(session, id=1) if prepared else session.execute(text("SELECT 1"))
        assert lost.value.connection_invalidated
        with database.transaction() as session:
            assert ask(session, id=1) == []


def end_all_connections(url: str) -> None:
    """Do what a restart of the server does to the connections of a database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_amounts_are_exact_and_instants_have_a_zone(database: Database) -> None:
    with database.transaction() as session:
        ODDS.create(session.connection())
    for values in ({"amount": Decimal("0.001")}, {"at": datetime(2026, 1, 1)}):  # noqa: DTZ001
        with pytest.raises(StatementError), database.transaction() as session:
            session.execute(insert(ODDS).values(values))


def test_an_error_takes_everything_back(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        conversation_for(session, "web", "somebody", None, NOON)
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == []


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        conversation_for(session, "web", "somebody", None, NOON)
        session.commit()
    with database.transaction() as session:
        conversation_for(session, "web", "somebody", None, NOON)


def test_reading_sees_one_state(database: Database) -> None:
    with database.reading() as session:
        before = session.scalars(select(Conversation)).all()
        with database.transaction() as other:
            conversation_for(other, "web", "somebody", None, NOON)
        assert session.scalars(select(Conversation)).all() == before == []


def test_sqlite_is_as_careful_as_asked(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as session:
        settings = [
            session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def test_many_threads_write(database: Database) -> None:
    with database.transaction() as session:
        identity = conversation_for(session, "web", "somebody", None, NOON).id

    def count(_turn: int) -> None:
        with database.transaction() as session:
            conversation = conversation_for(session, "web", "somebody", None, NOON)
            conversation.last_seq += 1
            conversation.updated_at = NOON + timedelta(seconds=conversation.last_seq)

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(count, range(200)))
    with database.reading() as session:
        assert session.get_one(Conversation, identity).last_seq == 200
