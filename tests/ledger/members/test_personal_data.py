"""A member's own data: all of it in the copy, none of it after the deletion."""

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.ledger import members, points, receipts, rewards, talks
from bot.ledger.models import ChatMessage, Conversation, DecisionRecord, DeletionRequest, Member, Reward, Sms
from bot.ledger.receipts import Submission
from bot.ledger.store import Database, RuledAct
from bot.ledger.talks import IncomingMessage, OutgoingMessage
from bot.rules import Engine


@pytest.fixture
def member(
    database: Database,
    engine: Engine,
    add_member: Callable[..., Member],
    add_reward: Callable[..., Reward],
    now: datetime,
) -> Member:
    """A member who did everything once."""
    member, reward = (
        add_member(this_year=50, birthday=date(1990, 12, 24), email="tai@example.com"),
        add_reward(),
    )
    with database.transaction() as session:
        member = session.get_one(Member, member.id)
        conversation = talks.conversation_for(session, "telegram", "7", None, now)
        members.start_link(session, member.programme, member.number, conversation, now)
        conversation.member = member
        talks.record_incoming(
            session, conversation, IncomingMessage("I am Tai Man", [{"key": "p"}], "1", {"a": 1}), now
        )
        talks.record_outgoing(session, conversation, OutgoingMessage("Hello Tai Man"), now=now)
        facts = {
            "merchant": "LOG-ON",
            "number": "1",
            "issued_at": "2026-11-19T13:05:00+08:00",
            "total": "300",
            "payment": "octopus",
        }
        photos = [{"key": "photo-key", "name": "x", "size": 1}]
        receipt = receipts.submit(
            session, member, conversation, Submission(facts, {"name": "Tai Man"}, photos), now
        )
        receipts.settle(RuledAct(session, "test", now, engine), receipt)
        rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k")
        members.request_deletion(session, engine, member, now)
    return member


def test_the_copy_holds_everything_but_secrets(database: Database, member: Member) -> None:
    with database.reading() as session:
        copy = members.export_member(session, session.get_one(Member, member.id))
    text = json.dumps(copy, ensure_ascii=False)
    for fact in ("CHAN Tai Man", "tai@example.com", "1990-12-24", "I am Tai Man", "LOG-ON"):
        assert fact in text
    assert len(copy["entries"]) == 3
    assert len(copy["vouchers"]) == 1
    assert "secret" not in copy["vouchers"][0]


def test_after_the_deletion_nothing_personal_is_left(
    database: Database, engine: Engine, member: Member, now: datetime
) -> None:
    with database.transaction() as session:
        ended = members.erase_member(
            RuledAct(session, "timer:deletion", now, engine), session.get_one(Member, member.id)
        )
    assert ended.photos == ["p", "photo-key"]
    assert (ended.points, ended.vouchers, ended.owed) == (43, 1, 0)
    with database.reading() as session:
        closed = session.get_one(Member, member.id)
        assert (closed.status, closed.name, closed.phone, closed.email, closed.birthday) == (
            "closed",
            None,
            None,
            None,
            None,
        )
        assert points.balance(session, engine, closed, now).figures.balance == 0
        assert len(points.entries_of(session, closed)) == 4
        assert rewards.held_vouchers(session, closed, now) == []
        assert session.scalars(select(Sms)).all() == []
        assert {message.text for message in session.scalars(select(ChatMessage))} == {""}
        assert session.scalars(select(Conversation)).one().member is None
        assert "1990" not in json.dumps(
            [record.request for record in session.scalars(select(DecisionRecord))]
        )
        assert session.get_one(DeletionRequest, member.id).done_at == now
        assert "Tai Man" not in json.dumps(members.export_member(session, closed))
