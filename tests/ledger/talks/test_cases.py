"""Cases for a person: one holder, one owner of the conversation, and nothing that a member writes is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import select, text

from bot.ledger import receipts, talks
from bot.ledger.models import Case, CaseReason, Conversation, PhotoJob
from bot.ledger.store import Database
from bot.ledger.store.database import migration_config
from bot.ledger.talks import IncomingMessage, Need
from tests.support.threads import together


def open_case(
    database: Database,
    now: datetime,
    sender: str = "a",
    priority: int = talks.USUAL_PRIORITY,
    reason: CaseReason = "asked",
) -> tuple[int, bool]:
    with database.transaction() as session:
        conversation = talks.conversation_for(session, "web", sender, None, now)
        case, opened = talks.open_case(session, conversation, Need(reason, priority=priority), now=now)
        return case.id, opened


def change(
    database: Database, case_id: int, act: Callable[..., object], *given: object, **named: object
) -> None:
    """Do something to a case in a transaction of its own."""
    with database.transaction() as session:
        act(session, talks.lock_case(session, case_id), *given, **named)


def read(database: Database, case_id: int) -> Case:
    with database.reading() as session:
        case = session.get_one(Case, case_id)
        assert case.conversation  # loaded while the session is open
        return case


def write(database: Database, sender: str, text: str, now: datetime) -> int:
    """A message of the member; its seq."""
    with database.transaction() as session:
        conversation = talks.conversation_for(session, "web", sender, None, now)
        message = talks.record_incoming(session, conversation, IncomingMessage(text, [], None, None), now)
        assert message is not None
        if conversation.owner == "person":
            talks.member_wrote(session, conversation, now)
        return message.seq


def test_a_conversation_has_one_open_case(database: Database, now: datetime) -> None:
    results = together(6, lambda _thread: open_case(database, now))
    assert len({identity for identity, _opened in results}) == 1
    assert sorted(opened for _identity, opened in results) == [False] * 5 + [True]


def test_the_bot_is_silent_while_a_person_has_the_case(database: Database, now: datetime) -> None:
    case, _opened = open_case(database, now)

    def owner() -> str:
        return read(database, case).conversation.owner

    assert owner() == "bot"
    for act, given, whose in (
        (talks.take_case, ("amy", now), "person"),
        (talks.hold_for_member, ("amy", now), "person"),
        (talks.snooze_case, ("amy", now + timedelta(hours=1), now), "bot"),
        (talks.wake_case, (talks.CASE_TIMER, now), "person"),
        (talks.release_case, ("amy", now), "bot"),
        (talks.assign_case, ("boss", "ben", now), "person"),
        (talks.resolve_case, ("ben", now), "bot"),
        (talks.reopen_case, ("ben", now), "person"),
    ):
        change(database, case, act, *given)  # type: ignore[arg-type]
        assert owner() == whose, act.__name__


def test_of_two_people_who_take_a_case_one_holds_it_and_the_other_hears_who(
    database: Database, now: datetime
) -> None:
    case, _opened = open_case(database, now)

    def take(thread: int) -> str | None:
        try:
            change(database, case, talks.take_case, f"staff-{thread}", now)
        except talks.HeldByAnotherError as error:
            return error.holder
        return None

    holders = together(6, take)
    assert holders.count(None) == 1
    assert set(holders) - {None} == {read(database, case).assignee}


@pytest.mark.parametrize(
    "act",
    [
        lambda session, case, now: talks.release_case(session, case, "ben", now),
        lambda session, case, now: talks.hold_for_member(session, case, "ben", now),
        lambda session, case, now: talks.snooze_case(session, case, "ben", now + timedelta(hours=1), now),
        lambda session, case, now: talks.resolve_case(session, case, "ben", now),
    ],
)
def test_what_somebody_holds_nobody_else_ends(
    database: Database, now: datetime, act: Callable[..., None]
) -> None:
    case, _opened = open_case(database, now)
    change(database, case, talks.take_case, "amy", now)
    with pytest.raises(talks.HeldByAnotherError, match="amy"):
        change(database, case, act, now)
    assert read(database, case).assignee == "amy"


def test_a_stale_page_changes_nothing(database: Database, now: datetime) -> None:
    case, _opened = open_case(database, now)
    change(database, case, talks.resolve_case, "amy", now)
    for act in (talks.take_case, talks.release_case, talks.resolve_case):
        with pytest.raises(talks.WrongStatusError):
            change(database, case, act, "amy", now)
    with pytest.raises(talks.NoSuchCaseError):
        change(database, 999, talks.take_case, "amy", now)


def test_a_message_that_nobody_has_seen_keeps_the_case_open(database: Database, now: datetime) -> None:
    case, _opened = open_case(database, now)
    change(database, case, talks.take_case, "amy", now)
    seen = write(database, "a", "thanks", now)
    unseen = write(database, "a", "and one more thing", now)
    with pytest.raises(talks.MemberWroteError) as refused:
        change(database, case, talks.resolve_case, "amy", now, seen=seen)
    assert refused.value.seq == unseen
    assert read(database, case).conversation.owner == "person"
    change(database, case, talks.resolve_case, "amy", now, seen=unseen)
    assert read(database, case).conversation.owner == "bot"


def test_a_member_who_writes_while_the_case_is_closed_is_answered_by_one_side(
    database: Database, now: datetime
) -> None:
    for turn in range(5):
        sender = f"member {turn}"
        case, _opened = open_case(database, now, sender)
        change(database, case, talks.take_case, "amy", now)
        seen = write(database, sender, "hello", now)

        def close(_seen: int = seen, _case: int = case) -> str:
            try:
                change(database, _case, talks.resolve_case, "amy", now, seen=_seen)
            except talks.MemberWroteError:
                return "open"
            return "resolved"

        results = together(
            2, lambda thread, s=sender, c=close: str(write(database, s, "wait", now)) if thread else c()
        )
        after = read(database, case)
        assert after.status == results[0]
        # Open: the message belongs to the case and waits for its holder. Resolved: the bot had it to answer.
        assert (after.conversation.owner, after.waiting_since is not None) == (
            ("person", True) if after.status == "open" else ("bot", False)
        )


def test_a_message_during_pending_is_waiting_again(database: Database, now: datetime) -> None:
    case, _opened = open_case(database, now)
    change(database, case, talks.take_case, "amy", now)
    change(database, case, talks.case_answered, now)
    change(database, case, talks.hold_for_member, "amy", now)
    assert read(database, case).waiting_since is None
    write(database, "a", "here it is", now + timedelta(minutes=3))
    after = read(database, case)
    assert (after.status, after.waiting_since, after.assignee) == ("open", now + timedelta(minutes=3), "amy")


def test_who_asks_again_soon_has_the_same_case_again(database: Database, now: datetime) -> None:
    first, _opened = open_case(database, now)
    change(database, first, talks.take_case, "amy", now)
    change(database, first, talks.resolve_case, "amy", now)
    again, opened = open_case(database, now + timedelta(hours=2))
    assert (again, opened) == (first, True)
    case = read(database, first)
    assert (case.reopened, case.assignee, case.conversation.owner) == (1, None, "bot")
    change(database, first, talks.resolve_case, "amy", now + timedelta(hours=3))
    another, opened = open_case(database, now + timedelta(days=3))
    assert another != first
    assert opened


def test_a_case_about_a_receipt_becomes_one_for_a_person(database: Database, now: datetime) -> None:
    case, _opened = open_case(database, now, reason="receipt")
    assert open_case(database, now, reason="receipt") == (case, False)
    assert open_case(database, now) == (case, True)
    assert open_case(database, now) == (case, False)
    assert read(database, case).reason == "asked"


def test_asking_for_a_person_wakes_what_was_put_off(database: Database, now: datetime) -> None:
    case, _opened = open_case(database, now)
    change(database, case, talks.take_case, "amy", now)
    change(database, case, talks.snooze_case, "amy", now + timedelta(days=1), now)
    assert open_case(database, now + timedelta(minutes=1)) == (case, True)
    after = read(database, case)
    assert (after.status, after.assignee, after.snoozed_until) == ("open", None, None)


def test_the_place_in_the_queue_is_by_urgency_then_by_waiting(database: Database, now: datetime) -> None:
    later, _ = open_case(database, now + timedelta(minutes=1), "later")
    first, _ = open_case(database, now, "first")
    urgent, _ = open_case(database, now + timedelta(minutes=2), "urgent", talks.URGENT_PRIORITY)
    open_case(database, now - timedelta(minutes=2), "about a receipt", reason="receipt")
    held, _ = open_case(database, now - timedelta(minutes=2), "held")
    change(database, held, talks.take_case, "amy", now)
    with database.reading() as session:
        places = [
            talks.place_in_queue(session, session.get_one(Case, case)) for case in (urgent, first, later)
        ]
    assert places == [1, 2, 3]


def test_satisfaction_is_asked_once_and_only_where_a_person_answered(
    database: Database, now: datetime
) -> None:
    case, _opened = open_case(database, now)
    asked: list[bool] = []

    def ask() -> None:
        change(database, case, lambda s, c: asked.append(talks.ask_satisfaction(s, c, now)))

    ask()
    change(database, case, talks.case_answered, now)
    ask()
    ask()
    assert asked == [False, True, False]


def test_photos_wait_until_they_are_read(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = talks.conversation_for(session, "web", "a", None, now)
        message = talks.record_incoming(session, conversation, IncomingMessage("", [], "m1", None), now)
        assert message is not None
        job = receipts.create_photo_job(
            session, conversation, message, [receipts.StoredPhoto("k", "1.jpg", 3)], now
        )
        assert receipts.photos_waiting(session, conversation.id)
    with database.transaction() as session:
        found = session.get_one(PhotoJob, job.id)
        assert found.photos == [{"key": "k", "name": "1.jpg", "size": 3, "signals": [], "problem": None}]
        receipts.finish_photo_job(session, found, now)
        assert not receipts.photos_waiting(session, session.get_one(Conversation, conversation.id).id)


def test_cases_of_earlier_releases_keep_their_meaning(database: Database) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "0004")
        for number, (status, taken_by, reason) in enumerate(
            (("open", None, "asked"), ("taken", "amy", "receipt"), ("closed", "ben", "odd")), start=1
        ):
            connection.execute(
                text(
                    "INSERT INTO conversation (id, channel, sender, language, language_fixed, flow_state, "
                    "context, owner, last_seq, created_at, updated_at) VALUES (:id, 'web', :sender, 'en', "
                    "false, '{}', '{}', :owner, 0, '2026-11-20 04:00:00', '2026-11-20 04:00:00')"
                ),
                {"id": number, "sender": f"s{number}", "owner": "person" if status == "taken" else "bot"},
            )
            connection.execute(
                text(
                    "INSERT INTO support_case (id, conversation_id, reason, priority, status, taken_by, "
                    "opened_at) VALUES (:id, :id, :reason, 5, :status, :holder, '2026-11-20 04:00:00')"
                ),
                {"id": number, "reason": reason, "status": status, "holder": taken_by},
            )
    database.migrate()
    with database.reading() as session:
        found = session.scalars(select(Case).order_by(Case.id)).all()
        assert [(case.status, case.assignee, case.reason, case.resolved_by) for case in found] == [
            ("open", None, "asked", None),
            ("open", "amy", "receipt", None),
            ("resolved", "ben", "asked", "ben"),
        ]
        assert [case.conversation.owner for case in found] == ["bot", "person", "bot"]
        assert [(case.labels, case.reopened) for case in found] == [([], 0)] * 3
