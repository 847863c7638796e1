"""Receipts: from what was read to points, each set once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.ledger import points, store
from bot.ledger.models import DecisionRecord, Entry, Member, Receipt
from bot.ledger.receipts import Submission, crediting
from bot.ledger.receipts import sets as receipts
from bot.ledger.store import Act, Database, RuledAct
from bot.rules import Engine
from tests.support.threads import together

AddMember = Callable[..., Member]
Submit = Callable[..., Receipt]

FACTS: dict[str, Any] = {
    "merchant": "Marks & Spencer",
    "number": "INV-1",
    "issued_at": "2026-11-19T13:05:00+08:00",
    "total": "1234.50",
    "payment": "credit_card",
}


@pytest.fixture
def submit(database: Database, now: datetime) -> Submit:
    """Hand in a set of a member, with these facts changed."""

    def make(member: Member, **changes: Any) -> Receipt:
        facts = {name: value for name, value in {**FACTS, **changes}.items() if value is not None}
        photos = [{"key": "a" * 64, "name": "1.jpg", "size": 9, "fingerprint": "0f" * 32}]
        with database.transaction() as session:
            member = session.get_one(Member, member.id)
            return receipts.submit(session, member, None, Submission(facts, {}, photos), now)

    return make


def settle(database: Database, engine: Engine, receipt: Receipt, now: datetime) -> tuple[str, int]:
    """Settle a set; the outcome and its points."""
    with database.transaction() as session:
        decision = crediting.settle(
            RuledAct(session, "test", now, engine), session.get_one(Receipt, receipt.id)
        )
    return decision.outcome, decision.figures.points


def state(database: Database, receipt: Receipt) -> str:
    with database.reading() as session:
        return session.get_one(Receipt, receipt.id).state


def test_an_approved_set_is_credited(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    member = add_member()
    receipt = submit(member)
    with database.reading() as session:
        sent = session.get_one(Receipt, receipt.id)
        asked = crediting.preview(
            session, engine, session.get_one(Member, member.id), sent.facts, sent.submitted_at
        )
    assert (asked.outcome, asked.figures.points) == ("approved", 12)
    assert state(database, receipt) == "awaiting_confirmation"
    assert settle(database, engine, receipt, now) == ("approved", 12)
    with database.reading() as session:
        credited = session.get_one(Receipt, receipt.id)
        assert (credited.state, credited.points) == ("credited", 12)
        assert [step.after for step in receipts.steps_of(session, credited)] == [
            "received",
            "read",
            "awaiting_confirmation",
            "approved",
            "credited",
        ]
        entry = session.scalars(select(Entry).where(Entry.member_id == member.id)).one()
        assert (entry.points, entry.kind, entry.expires_on) == (12, "spend", asked.figures.expires_on)
        assert entry.decision_id == credited.decision_id
        kept = session.get_one(DecisionRecord, credited.decision_id)
        assert store.replay_decision(engine, kept).figures.points == 12


def test_settling_again_changes_nothing(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    member = add_member()
    receipt = submit(member)
    results = together(8, lambda _thread: settle(database, engine, receipt, now))
    assert set(results) == {("approved", 12)}
    with database.reading() as session:
        assert points.balance(session, engine, member, now).figures.balance == 12
        assert session.scalar(select(func.count()).select_from(DecisionRecord)) == 1


def test_a_set_counts_once_for_a_member(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    member = add_member()
    assert settle(database, engine, submit(member), now) == ("approved", 12)
    assert settle(database, engine, submit(member), now) == ("rejected", 0)


@pytest.mark.parametrize("number", ["INV-1", None])
def test_a_set_that_several_members_hand_in_is_credited_to_one(
    database: Database,
    engine: Engine,
    add_member: AddMember,
    submit: Submit,
    now: datetime,
    number: str | None,
) -> None:
    sets = [submit(add_member(), number=number) for _ in range(8)]
    together(8, lambda thread: settle(database, engine, sets[thread], now))
    assert sorted(state(database, each) for each in sets) == ["awaiting_review"] * 7 + ["credited"]
    with database.reading() as session:
        steps = [receipts.steps_of(session, each)[-1] for each in sets]
        (credited,) = (each.id for each, step in zip(sets, steps, strict=True) if step.after == "credited")
        assert {step.reason for step in steps} == {None, f"registered_by_another:{credited}"}
        assert session.scalar(select(func.sum(Entry.points))) == 12


def test_other_sets_of_the_same_day_do_not_disturb(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    for changes in ({}, {"number": "INV-2"}, {"merchant": "LOG-ON"}, {"number": "INV-3", "total": "1234.50"}):
        receipt = submit(add_member(), **changes)
        assert settle(database, engine, receipt, now) == ("approved", 12)
        assert state(database, receipt) == "credited"


def test_an_approved_set_with_doubts_waits_for_a_person(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    receipt = submit(add_member())
    with database.transaction() as session:
        kept = session.get_one(Receipt, receipt.id)
        crediting.settle(RuledAct(session, "test", now, engine), kept, doubts=["amounts_differ"])
        assert (kept.state, receipts.steps_of(session, kept)[-1].reason) == (
            "awaiting_review",
            "amounts_differ",
        )


def test_what_lacks_a_fact_waits_for_it(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    receipt = submit(add_member(), merchant=None)
    assert settle(database, engine, receipt, now)[0] == "incomplete"
    with database.transaction() as session:
        receipt = session.get_one(Receipt, receipt.id)
        receipts.correct(Act(session, "member:1", now), receipt, {**FACTS, "total": "250"})
    assert settle(database, engine, receipt, now) == ("approved", 2)
    with database.reading() as session, pytest.raises(receipts.TransitionError):
        receipts.correct(Act(session, "member:1", now), session.get_one(Receipt, receipt.id), FACTS)


def test_what_is_withdrawn_stays_so(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    receipt = submit(add_member())
    with database.transaction() as session:
        receipts.withdraw(session, session.get_one(Receipt, receipt.id), now)
    with pytest.raises(receipts.TransitionError):
        settle(database, engine, receipt, now)


def test_every_state_but_the_ends_leads_on() -> None:
    ends = {name for name, following in receipts.TRANSITIONS.items() if not following}
    assert ends == {"credited", "withdrawn"}
    assert set().union(*receipts.TRANSITIONS.values()) <= receipts.TRANSITIONS.keys()


def test_the_first_set_of_a_birthday_month_is_told_to_the_engine(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    member = add_member()
    for total, first in (("200", True), ("300", False)):
        receipt = submit(member, number=total, total=total)
        assert settle(database, engine, receipt, now)[0] == "approved"
        with database.reading() as session:
            decision = session.get_one(Receipt, receipt.id).decision
            assert decision is not None
            assert decision.request["facts"]["first_set_of_birthday_month"] is first


def test_sets_whose_photos_are_worth_comparing(
    database: Database, engine: Engine, add_member: AddMember, submit: Submit, now: datetime
) -> None:
    member = add_member()
    first = submit(member)
    settle(database, engine, first, now)
    settle(database, engine, submit(member, number="INV-2", total="99", issued_at="2026-11-18"), now)
    kept_back = submit(member)
    alike = submit(add_member())
    corrected = submit(add_member(), number="INV-9", total="2000")
    other = submit(add_member(), number="INV-9", total="2000", issued_at="2026-11-12")
    with database.reading() as session:
        for receipt, expected in ((alike, [first.id]), (corrected, [first.id]), (other, [])):
            found = receipts.with_like_photos(session, session.get_one(Receipt, receipt.id))
            assert [each.id for each in found] == expected
    assert state(database, kept_back) == "awaiting_confirmation"


def test_a_day_without_a_time_and_odd_totals_are_kept(
    database: Database, add_member: AddMember, submit: Submit
) -> None:
    receipt = submit(add_member(), issued_at="2026-11-19", total="about 20")
    assert (receipt.issued_at, str(receipt.issued_on), receipt.total) == (None, "2026-11-19", None)


def test_the_latest_sets_come_first(database: Database, add_member: AddMember, submit: Submit) -> None:
    member = add_member()
    made = [submit(member, number=str(number)).id for number in range(3)]
    with database.reading() as session:
        assert [receipt.id for receipt in receipts.of_member(session, member)] == made[::-1]
        assert receipts.history_of(session, member) == []
