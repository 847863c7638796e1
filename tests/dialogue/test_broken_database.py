"""Where the database fails in the middle of a turn, the log holds no word of the member."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError

from bot.ledger.models import ChatMessage
from bot.ledger.store import Database, Prepared
from bot.logs import Lines
from tests.dialogue.conftest import add_demo, talks_over

WORDS = "my sister Chan Siu Ming lost 647 dollars"

# What makes recording a message fail, after the turn has begun.
BREAK = {
    "sqlite": "CREATE TRIGGER broken BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'broken'); END",
    "postgresql": "ALTER TABLE message ADD CONSTRAINT broken CHECK (author <> 'member') NOT VALID",
}

# Stands for the server, which logs what a turn could not take.
SERVER = logging.getLogger("tests.broken_database")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines([]))
    # The server's own loggers keep what an earlier test's server made of them, so this one is the test's.
    loggers = [logging.getLogger(), SERVER]
    SERVER.disabled = False
    SERVER.setLevel(logging.ERROR)
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def test_no_words_of_a_member_in_the_log(database: Database, tmp_path: Path, log: io.StringIO) -> None:
    add_demo(database)
    talk = talks_over(database, tmp_path)()
    with database.engine.begin() as connection:
        connection.execute(text(BREAK[database.engine.dialect.name]))
    try:
        talk.send(WORDS)
    except DBAPIError:
        SERVER.exception("Exception in ASGI application")
    assert "IntegrityError" in log.getvalue()
    assert "INSERT INTO message" in log.getvalue()
    assert not [word for word in WORDS.split() if word in log.getvalue() and len(word) > 3]


def test_a_prepared_statement_that_fails_is_silent_too(database: Database) -> None:
    by_text = Prepared(select(ChatMessage.id).where(ChatMessage.text == bindparam("words")), tuple)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE message RENAME TO gone"))
    with pytest.raises(DBAPIError, match="message") as raised, database.transaction() as session:
        by_text(session, words=WORDS)
    assert "Siu Ming" not in str(raised.value)
