"""The database port: the same values and the same guarantees on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from bot.clock import HONG_KONG
from bot.ledger.conversations import conversation_for
from bot.ledger.database import Database, migration_config
from bot.ledger.models import Conversation
from bot.ledger.models.base import Document, Instant, Money, Words

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
