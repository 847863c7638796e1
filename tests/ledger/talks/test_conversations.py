"""Conversations: every message taken once, every reply kept in order until it is delivered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.clock import HONG_KONG
from bot.ledger.models import ChatMessage, Conversation
from bot.ledger.store import Database
from bot.ledger.talks import IncomingMessage, OutgoingMessage
from bot.ledger.talks import conversations as ledger
from tests.support.threads import together
from tests.support.transcripts import messages_of

NOON = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)


def say(database: Database, *texts: str, channel: str = "telegram", sender: str = "7") -> list[int]:
    """Record messages to a member; their ids."""
    with database.transaction() as session:
        conversation = ledger.conversation_for(session, channel, sender, "zh-Hant", NOON)
        return [
            ledger.record_outgoing(session, conversation, OutgoingMessage(text), now=NOON).id
            for text in texts
        ]


def test_the_hint_is_only_the_first_guess(database: Database) -> None:
    with database.transaction() as session:
        assert ledger.conversation_for(session, "web", "a", "zh-Hans", NOON).language == "zh-Hans"
        assert ledger.conversation_for(session, "web", "a", "en", NOON).language == "zh-Hans"
        assert ledger.conversation_for(session, "web", "b", None, NOON).language == "en"


@pytest.mark.parametrize("sender", ["", "x" * 256])
def test_a_sender_has_a_sensible_length(database: Database, sender: str) -> None:
    with pytest.raises(ValueError, match="sender"), database.transaction() as session:
        ledger.conversation_for(session, "web", sender, None, NOON)


def test_two_first_messages_share_one_conversation(database: Database) -> None:
    def first(_thread: int) -> int:
        with database.transaction() as session:
            conversation = ledger.conversation_for(session, "web", "new", None, NOON)
            message = ledger.record_incoming(
                session, conversation, IncomingMessage("hello", [], None, None), NOON
            )
            assert message is not None
            return message.seq

    assert sorted(together(8, first)) == list(range(1, 9))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 1


def test_two_deliveries_in_the_same_second_are_one_message(database: Database) -> None:
    def deliver(_thread: int) -> bool:
        with database.transaction() as session:
            conversation = ledger.conversation_for(session, "telegram", "7", None, NOON)
            message = ledger.record_incoming(
                session, conversation, IncomingMessage("points?", [], "update-1", None), NOON
            )
            if message is not None:
                ledger.record_outgoing(
                    session, conversation, OutgoingMessage("42", in_reply_to=message), now=NOON
                )
            return message is not None

    assert sorted(together(8, deliver)) == [False] * 7 + [True]
    with database.transaction() as session:
        conversation = ledger.conversation_for(session, "telegram", "7", None, NOON)
        message = ledger.find_incoming(session, conversation, "update-1")
        assert message is not None
        assert [reply.text for reply in ledger.replies_to(session, message)] == ["42"]


def test_messages_without_an_id_are_never_duplicates(database: Database) -> None:
    with database.transaction() as session:
        conversation = ledger.conversation_for(session, "web", "a", None, NOON)
        for _ in range(2):
            assert (
                ledger.record_incoming(session, conversation, IncomingMessage("hi", [], None, None), NOON)
                is not None
            )


def test_a_message_keeps_all_its_parts(database: Database) -> None:
    with database.transaction() as session:
        conversation = ledger.conversation_for(session, "web", "a", None, NOON)
        asked = ledger.record_incoming(
            session,
            conversation,
            IncomingMessage("x" * 100_000, [{"sha256": "ab"}], "m1", {"intent": {"name": "greet"}}),
            NOON,
        )
        ledger.record_outgoing(
            session,
            conversation,
            OutgoingMessage(
                "你好",
                buttons=[{"title": "結餘", "payload": "/check_balance"}],
                custom={"clauses": ["festival-walk/points.3"]},
                image=b"png",
                image_alt="QR code",
                in_reply_to=asked,
                author="staff:amy",
            ),
            now=NOON,
        )
    with database.reading() as session:
        question, answer = messages_of(session, conversation.id)
        assert (len(question.text), question.photos, question.understanding) == (
            100_000,
            [{"sha256": "ab"}],
            {"intent": {"name": "greet"}},
        )
        assert (answer.text, answer.image, answer.image_alt, answer.author) == (
            "你好",
            b"png",
            "QR code",
            "staff:amy",
        )
        assert answer.buttons == [{"title": "結餘", "payload": "/check_balance"}]
        assert answer.custom == {"clauses": ["festival-walk/points.3"]}
        assert answer.created_at == NOON


def test_fetching_from_a_place_on(database: Database) -> None:
    say(database, "one", "two", "three", channel="web")
    with database.reading() as session:
        conversation = session.scalars(select(Conversation)).one()
        assert [message.text for message in ledger.messages_after(session, conversation.id, 1)] == [
            "two",
            "three",
        ]


def test_where_something_was_said_since(database: Database) -> None:
    def since(message: int | None) -> tuple[int, frozenset[int]]:
        with database.reading() as session:
            return ledger.said_since(session, message)

    assert since(None) == (0, frozenset())
    (first,) = say(database, "one", sender="1")
    assert since(None) == (first, frozenset())
    assert since(first) == (first, frozenset())
    *_, last = say(database, "two", "three", sender="2")
    newest, places = since(first)
    assert (newest, len(places)) == (last, 1)


def pending(database: Database, now: datetime) -> list[str]:
    with database.transaction() as session:
        return [message.text for message in ledger.take_pending(session, "telegram", 50, now)]


def due(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return ledger.anything_due(session, "telegram", now)


def test_what_is_pending_is_taken_by_one_at_once(database: Database) -> None:
    say(database, "one", "two")
    say(database, "other channel", channel="web")
    assert due(database, NOON)
    assert sorted(map(len, together(4, lambda _thread: pending(database, NOON)))) == [0, 0, 0, 2]
    assert pending(database, NOON + timedelta(seconds=59)) == []
    assert not due(database, NOON + timedelta(seconds=59))
    assert pending(database, NOON + timedelta(seconds=60)) == ["one", "two"]


def test_what_the_recording_process_sends_is_left_to_it_for_a_while(database: Database) -> None:
    with database.transaction() as session:
        conversation = ledger.conversation_for(session, "telegram", "7", None, NOON)
        ledger.record_outgoing(session, conversation, OutgoingMessage("reply", sent_here=True), now=NOON)
        ledger.record_outgoing(session, conversation, OutgoingMessage("from the desk"), now=NOON)
    # The second waits for the first, so that their order stays.
    assert pending(database, NOON + timedelta(seconds=59)) == []
    assert pending(database, NOON + timedelta(seconds=60)) == ["reply", "from the desk"]


def test_a_key_is_used_once_in_a_conversation(database: Database) -> None:
    with database.transaction() as session:
        conversation = ledger.conversation_for(session, "web", "a", None, NOON)
        assert ledger.find_outgoing(session, conversation, "form-1") is None
        said = ledger.record_outgoing(session, conversation, OutgoingMessage("Hello", key="form-1"), now=NOON)
        assert ledger.find_outgoing(session, conversation, "form-1") is said
    with pytest.raises(IntegrityError), database.transaction() as session:
        conversation = ledger.conversation_for(session, "web", "a", None, NOON)
        ledger.record_outgoing(session, conversation, OutgoingMessage("Hello", key="form-1"), now=NOON)


def test_delivered_and_refused(database: Database) -> None:
    one, two, three = say(database, "one", "two", "three")
    with database.transaction() as session:
        ledger.mark_message_sent(session, one, "tg-1", NOON)
        ledger.mark_message_failed(session, two, "flood control", NOON + timedelta(minutes=1))
    assert pending(database, NOON) == []  # three waits for two
    assert pending(database, NOON + timedelta(minutes=1)) == ["two", "three"]
    with database.transaction() as session:
        ledger.mark_message_failed(session, two, "blocked by the user", None)
        ledger.mark_message_sent(session, three, None, NOON)
    assert pending(database, NOON + timedelta(days=1)) == []
    with database.reading() as session:
        kept = {
            message.text: (message.delivery, message.attempts)
            for message in session.scalars(select(ChatMessage))
        }
    assert kept == {"one": ("sent", 1), "two": ("failed", 2), "three": ("sent", 1)}
