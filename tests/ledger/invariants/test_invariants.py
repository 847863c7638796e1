"""The audit finds nothing in a sound ledger, and each kind of damage by its name."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from bot.ledger import rewards, talks
from bot.ledger.demo import load_demo
from bot.ledger.invariants import of_accounts, stretches, violations
from bot.ledger.models import (
    Audit,
    ChatMessage,
    Conversation,
    DecisionRecord,
    Entry,
    Lot,
    Member,
    Receipt,
    Reward,
    Voucher,
)
from bot.ledger.receipts import Submission, crediting
from bot.ledger.receipts import sets as receipts
from bot.ledger.rewards import ShownCode
from bot.ledger.store import Act, Database, RuledAct
from bot.ledger.talks import IncomingMessage, OutgoingMessage
from bot.programmes import Programmes
from bot.rules import Engine

KEY = b"a key of the test"


@pytest.fixture
def busy(
    database: Database,
    programmes: Programmes,
    engine: Engine,
    add_member: Callable[..., Member],
    add_reward: Callable[..., Reward],
    now: datetime,
) -> Database:
    """A ledger in which everything happened once."""
    member, reward = add_member(this_year=50, last_year=9), add_reward(stock=3)
    with database.transaction() as session:
        load_demo(session, programmes, now)
        member = session.get_one(Member, member.id)
        rewards.move_stock(Act(session, "staff:olivia", now), reward.id, 5)
        conversation = talks.conversation_for(session, "web", "a", None, now)
        talks.record_incoming(session, conversation, IncomingMessage("hello", [], "1", None), now)
        talks.record_outgoing(session, conversation, OutgoingMessage("hello"), now=now)
        facts = {
            "merchant": "LOG-ON",
            "number": "1",
            "issued_at": "2026-11-19T13:05:00+08:00",
            "total": "300",
            "payment": "octopus",
        }
        receipt = receipts.submit(session, member, None, Submission(facts, {}, []), now)
        crediting.settle(RuledAct(session, "test", now, engine), receipt)
        for key in ("used", "held"):
            voucher = rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key=key).voucher
            assert voucher is not None
            if key == "used":
                rewards.check_voucher(
                    session, KEY, ShownCode(rewards.current_token(voucher, KEY, now), "shop"), now
                )
    return database


def found(database: Database, engine: Engine, now: datetime) -> set[str]:
    with database.reading() as session:
        return {violation.invariant for violation in violations(session, engine, now)}


def test_a_sound_ledger_has_no_violations(busy: Database, engine: Engine, now: datetime) -> None:
    assert found(busy, engine, now) == set()
    assert found(busy, engine, now + timedelta(days=800)) == set()


ENTRY = {
    "member_id": 1,
    "on": date(2026, 11, 20),
    "expires_on": date(2027, 3, 31),
    "reason": "x",
    "actor": "x",
    "created_at": datetime.fromisoformat("2026-11-20T12:00:00+08:00"),
}


@pytest.mark.parametrize(
    ("damage", "invariant"),
    [
        (update(Lot).values(remainder=Lot.remainder + 1), "lots_hold_what_entries_left"),
        (update(Lot).values(remainder=Lot.remainder + 1), "lots_are_those_of_the_rules"),
        (delete(Lot), "lots_hold_what_entries_left"),
        (update(Voucher).values(points=1), "vouchers_are_paid"),
        (
            insert(Entry).values(ENTRY | {"kind": "redeem", "points": -1, "key": "voucher:999"}),
            "points_were_taken_for_vouchers",
        ),
        (update(Receipt).values(points=99), "receipts_brought_their_points"),
        (update(Receipt).values(state="rejected"), "receipts_brought_their_points"),
        (insert(Entry).values(ENTRY | {"kind": "bonus", "points": 1, "key": "x"}), "entries_are_noted"),
        (
            insert(Entry).values(ENTRY | {"kind": "bonus", "points": -1, "key": "x"}),
            "entries_have_their_sign",
        ),
        (update(Member).values(tier="elite", tier_due=False), "tiers_are_earned"),
        (update(Voucher).values(state="lapsed"), "vouchers_end_for_a_reason"),
        (update(Voucher).values(void_reason="x"), "vouchers_end_for_a_reason"),
        (update(Reward).values(stock=7), "stock_is_what_was_not_issued"),
        (update(Conversation).values(owner="person"), "people_own_what_they_hold"),
        (update(Voucher).values(used_where=None), "vouchers_are_used_in_time"),
        (update(Voucher).values(state="issued"), "vouchers_are_used_in_time"),
        (update(Voucher).values(valid_until=date(2026, 11, 19)), "vouchers_are_used_in_time"),
        (
            insert(Audit).values(
                at=ENTRY["created_at"], actor="x", action="voucher.used", subject="voucher:1", detail={}
            ),
            "vouchers_are_noted",
        ),
        (update(DecisionRecord).values(outcome="rejected"), "decisions_stand"),
        (delete(ChatMessage).where(ChatMessage.seq == 1), "messages_have_no_gaps"),
    ],
)
def test_damage_is_named(busy: Database, engine: Engine, now: datetime, damage: Any, invariant: str) -> None:
    assert invariant not in found(busy, engine, now)
    with busy.transaction() as session:
        session.execute(damage)
    assert invariant in found(busy, engine, now)


def test_a_receipt_credited_twice_is_named(
    busy: Database, engine: Engine, add_member: Callable[..., Member], now: datetime
) -> None:
    facts = {"merchant": "LOG-ON", "number": "1", "issued_at": "2026-11-19T15:00:00+08:00", "total": "400"}
    member = add_member()
    with busy.transaction() as session:
        member = session.get_one(Member, member.id)
        changed = {**facts, "number": "2", "payment": "octopus"}
        receipt = receipts.submit(session, member, None, Submission(changed, {}, []), now)
        crediting.settle(RuledAct(session, "test", now, engine), receipt)
        receipts.take_facts(receipt, facts)
    assert "receipts_count_once" in found(busy, engine, now)


def test_a_turn_carried_out_twice_is_named(busy: Database, engine: Engine, now: datetime) -> None:
    with busy.transaction() as session:
        conversation = talks.conversation_for(session, "web", "b", None, now)
        question = talks.record_incoming(session, conversation, IncomingMessage("hello", [], "1", None), now)
        for wait in (0, 0):  # two sets of one turn may get the same words
            at = now + timedelta(seconds=wait)
            talks.record_outgoing(
                session, conversation, OutgoingMessage("Done.", in_reply_to=question), now=at
            )
    assert found(busy, engine, now) == set()
    with busy.transaction() as session:
        conversation = talks.conversation_for(session, "web", "b", None, now)
        again = now + timedelta(seconds=3)
        talks.record_outgoing(
            session, conversation, OutgoingMessage("Done.", in_reply_to=question), now=again
        )
    assert found(busy, engine, now) == {"replies_are_said_once"}


def test_a_violation_says_who_what_and_how_it_should_be(
    busy: Database, engine: Engine, now: datetime
) -> None:
    with busy.transaction() as session:
        session.execute(update(Lot).where(Lot.member_id == 1).values(remainder=Lot.remainder + 1))
    with busy.reading() as session:
        first = next(violations(session, engine, now))
        lot = session.scalars(select(Lot).where(Lot.member_id == 1)).first()
    assert lot is not None
    assert (first.invariant, first.subject, first.member) == ("lots_hold_what_entries_left", "member:1", 1)
    assert str(lot.expires_on) in first.detail
    assert int(first.found) == int(first.expected) + 1


def test_it_runs_in_stretches(busy: Database, engine: Engine, now: datetime) -> None:
    with busy.transaction() as session:
        session.execute(update(Voucher).values(points=1))
    with busy.reading() as session:
        every = [
            violation
            for first, last in stretches(session, 2)
            for violation in of_accounts(session, engine, now, first, last)
        ]
        whole = [found for found in violations(session, engine, now) if found.member]
    assert every == whole != []
