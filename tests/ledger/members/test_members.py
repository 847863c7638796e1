"""Linking a membership: a code by text message, a few tries, once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger import talks
from bot.ledger.members import linking as members
from bot.ledger.members import sms
from bot.ledger.models import Conversation, DeletionRequest, Member, Sms
from bot.ledger.store import Database
from bot.rules import Engine
from tests.support.threads import together

AddMember = Callable[..., Member]


def conversation(session: Session, now: datetime, sender: str = "a") -> Conversation:
    return talks.conversation_for(session, "web", sender, None, now)


def start(database: Database, number: str, now: datetime, sender: str = "a") -> members.LinkStart:
    with database.transaction() as session:
        return members.start_link(session, "festival-walk", number, conversation(session, now, sender), now)


def confirm(database: Database, code: str, now: datetime, sender: str = "a") -> members.LinkResult:
    with database.transaction() as session:
        return members.confirm_link(session, conversation(session, now, sender), code, now)


def sent_code(database: Database) -> str:
    with database.reading() as session:
        return str(session.scalars(select(Sms).order_by(Sms.id.desc())).first().values["code"])  # type: ignore[union-attr]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**members.CODE_DIGITS:0{members.CODE_DIGITS}}"


@pytest.mark.parametrize("written", ["FW-200001", "fw 200001", "ｆｗ２００００１"])
def test_the_code_links(database: Database, add_member: AddMember, now: datetime, written: str) -> None:
    member = add_member()
    started = start(database, written, now)
    assert (started.outcome, started.phone_ending) == ("sent", (member.phone or "")[-2:])
    result = confirm(database, sent_code(database), now)
    assert result.outcome == "linked"
    with database.reading() as session:
        linked = session.scalars(select(Conversation)).one()
        assert linked.member is not None
        assert linked.member.id == member.id
    with database.transaction() as session:
        members.unlink(session, conversation(session, now), "test", now)
    with database.reading() as session:
        assert session.scalars(select(Conversation)).one().member_id is None


def test_a_code_works_once(database: Database, add_member: AddMember, now: datetime) -> None:
    start(database, add_member().number, now)
    code = sent_code(database)
    outcomes = [result.outcome for result in together(4, lambda _thread: confirm(database, code, now))]
    assert sorted(outcomes) == ["expired"] * 3 + ["linked"]


def test_a_code_is_for_the_conversation_that_asked(
    database: Database, add_member: AddMember, now: datetime
) -> None:
    start(database, add_member().number, now)
    assert confirm(database, sent_code(database), now, sender="b").outcome == "expired"


def test_wrong_codes_end_it(database: Database, add_member: AddMember, now: datetime) -> None:
    start(database, add_member().number, now)
    code = sent_code(database)
    results = [confirm(database, wrong(code), now) for _ in range(members.TRIES)]
    assert [result.outcome for result in results] == ["wrong"] * (members.TRIES - 1) + ["locked"]
    assert [result.tries_left for result in results] == list(range(members.TRIES - 1, -1, -1))
    assert confirm(database, code, now).outcome == "expired"


def test_odd_codes_are_just_wrong(database: Database, add_member: AddMember, now: datetime) -> None:
    start(database, add_member().number, now)
    assert [confirm(database, odd, now).outcome for odd in ("", "\ud800", "9" * 10_000)] == ["wrong"] * 3


def test_a_code_expires(database: Database, add_member: AddMember, now: datetime) -> None:
    start(database, add_member().number, now)
    assert confirm(database, sent_code(database), now + members.CODE_VALID).outcome == "expired"


def test_a_new_code_replaces_the_old_one(database: Database, add_member: AddMember, now: datetime) -> None:
    number = add_member().number
    start(database, number, now)
    old = sent_code(database)
    start(database, number, now)
    if old != sent_code(database):
        assert confirm(database, old, now).outcome == "wrong"
    assert confirm(database, sent_code(database), now).outcome == "linked"


def test_an_unknown_number_gets_no_code(database: Database, add_member: AddMember, now: datetime) -> None:
    add_member(status="closed")
    for number in ("FW-999999", "FW-200001", "", "x" * 5000, "\x00"):
        assert start(database, number, now).outcome == "unknown"
    assert confirm(database, "000000", now).outcome == "expired"
    with database.reading() as session:
        assert session.scalars(select(Sms)).all() == []


def test_numbers_cannot_be_guessed_for_long(database: Database, add_member: AddMember, now: datetime) -> None:
    member = add_member()
    for _ in range(members.STARTS_PER_CONVERSATION):
        start(database, "FW-999999", now)
    refused = start(database, member.number, now)
    assert (refused.outcome, refused.retry_at) == ("too_many", now + members.LIMIT_WINDOW)
    assert start(database, member.number, now + members.LIMIT_WINDOW).outcome == "sent"


def test_nobody_is_flooded_with_messages(database: Database, add_member: AddMember, now: datetime) -> None:
    number = add_member().number
    outcomes = [start(database, number, now, sender=str(sender)).outcome for sender in range(7)]
    assert outcomes == ["sent"] * members.STARTS_PER_MEMBER + ["too_many"] * 2


def test_messages_are_taken_once_and_retried(
    database: Database, add_member: AddMember, now: datetime
) -> None:
    start(database, add_member().number, now)

    def take(at: datetime) -> list[int]:
        with database.transaction() as session:
            return [message.id for message in sms.pending_sms(session, 10, at)]

    taken = together(4, lambda _thread: take(now))
    (message,) = (identity for part in taken for identity in part)
    with database.transaction() as session:
        sms.mark_sms_failed(session, message, "busy", now + timedelta(minutes=5))
    assert take(now + timedelta(minutes=4)) == []
    assert take(now + timedelta(minutes=5)) == [message]
    with database.transaction() as session:
        sms.mark_sms_sent(session, message, now)
        assert [each.state for each in sms.recent_sms(session, now)] == ["sent"]
    assert take(now + timedelta(days=1)) == []


def test_asking_to_leave_twice_keeps_the_first_date(
    database: Database, engine: Engine, add_member: AddMember, now: datetime
) -> None:
    member = add_member()
    days = engine.pack("festival-walk").figure("membership.10", "days")
    for at in (now, now + timedelta(days=3)):
        with database.transaction() as session:
            due = members.request_deletion(session, engine, member, at)
            assert due == now.date() + timedelta(days=days - 1)
    with database.reading() as session:
        assert session.get_one(DeletionRequest, member.id).requested_at == now
