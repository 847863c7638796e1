"""Cases for a person, and photos that wait to be read."""

from datetime import datetime, timedelta

from bot.ledger import cases, conversations, photo_jobs
from bot.ledger.database import Database
from bot.ledger.models import Case, Conversation, PhotoJob
from tests.support.threads import together


def open_case(
    database: Database, now: datetime, sender: str = "a", priority: int = cases.USUAL
) -> tuple[int, bool]:
    with database.transaction() as session:
        conversation = conversations.conversation_for(session, "web", sender, None, now)
        case, opened = cases.open_case(session, conversation, reason="asked", now=now, priority=priority)
        return case.id, opened


def test_a_conversation_has_one_open_case(database: Database, now: datetime) -> None:
    results = together(6, lambda _thread: open_case(database, now))
    assert len({identity for identity, _opened in results}) == 1
    assert sorted(opened for _identity, opened in results) == [False] * 5 + [True]


def test_the_bot_is_silent_while_a_person_has_the_case(database: Database, now: datetime) -> None:
    identity, _opened = open_case(database, now)

    def owner() -> str:
        with database.reading() as session:
            return session.get_one(Case, identity).conversation.owner

    assert owner() == "bot"
    with database.transaction() as session:
        cases.take(session, session.get_one(Case, identity), "amy", now)
    assert owner() == "person"
    with database.transaction() as session:
        cases.close(session, session.get_one(Case, identity), "amy", now)
    assert owner() == "bot"
    assert open_case(database, now)[0] != identity


def test_the_queue_is_by_urgency_then_by_waiting(database: Database, now: datetime) -> None:
    later, _ = open_case(database, now + timedelta(minutes=1), "later")
    first, _ = open_case(database, now, "first")
    urgent, _ = open_case(database, now + timedelta(minutes=2), "urgent", cases.URGENT)
    with database.reading() as session:
        assert [case.id for case in cases.queue(session)] == [urgent, first, later]


def test_photos_wait_until_they_are_read(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = conversations.conversation_for(session, "web", "a", None, now)
        message = conversations.record_incoming(session, conversation, "", [], "m1", None, now)
        assert message is not None
        job = photo_jobs.create(
            session, conversation, message, [photo_jobs.StoredPhoto("k", "1.jpg", 3)], now
        )
        assert photo_jobs.open_for(session, conversation.id)
    with database.transaction() as session:
        found = session.get_one(PhotoJob, job.id)
        assert found.photos == [{"key": "k", "name": "1.jpg", "size": 3, "signals": [], "problem": None}]
        photo_jobs.finish(session, found, now)
        assert not photo_jobs.open_for(session, session.get_one(Conversation, conversation.id).id)
