"""Sets under review: whose turn they are, what staff decide, and what is kept of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from bot.ledger.models import Correction, DecisionRecord, Entry, Member, Receipt
from bot.ledger.receipts import Submission, crediting, review
from bot.ledger.receipts import sets as receipts
from bot.ledger.store import Act, Database, Period, RuledAct
from bot.ledger.store.database import migration_config
from bot.rules import Engine
from tests.support.threads import together

AddMember = Callable[..., Member]
InReview = Callable[..., Receipt]

FACTS: dict[str, Any] = {
    "merchant": "Marks & Spencer",
    "number": "INV-1",
    "issued_at": "2026-11-19T13:05:00+08:00",
    "total": "1234.50",
    "payment": "credit_card",
}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def in_review(database: Database, engine: Engine, now: datetime) -> InReview:
    """A set of a member that was handed in and waits for a person, some minutes from now."""

    def make(member: Member, *, doubts: str = "corrected:total", minutes: int = 0, **changes: Any) -> Receipt:
        facts = {name: value for name, value in {**FACTS, **changes}.items() if value is not None}
        at = now + minutes * MINUTE
        photos = [{"key": "a" * 64, "size": 9, "fingerprint": "0f" * 32}]
        with database.transaction() as session:
            owner = session.get_one(Member, member.id)
            receipt = receipts.submit(session, owner, None, Submission(facts, {}, photos), at)
            receipts.move(Act(session, "test", at), receipt, "awaiting_review", reason=doubts)
        return receipt

    return make


def approve(database: Database, engine: Engine, receipt: Receipt, now: datetime) -> crediting.Judgement:
    with database.transaction() as session:
        kept = session.get_one(Receipt, receipt.id)
        return crediting.approve(RuledAct(session, "staff:amy", now, engine), kept)


def test_the_longest_wait_comes_first_and_is_counted(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member = add_member()
    late, early = in_review(member, minutes=5), in_review(member, number="INV-2")
    with database.transaction() as session:
        assert review.claim_next_review(session, "amy", now) == early.id
    with database.reading() as session:
        waiting = review.review_queue(session, now)
        assert [(each.receipt.id, each.holder) for each in waiting] == [(early.id, "amy"), (late.id, None)]
        assert review.review_counts(session, now) == review.ReviewCounts(2, 1, 0, now)
        assert review.next_review(session, "ben", now) == late.id
        assert review.next_review(session, "amy", now, after=early.id) == late.id
        assert review.next_review(session, "amy", now, after=late.id) == early.id
        assert review.next_review(session, "ben", now, after=late.id) is None


def test_of_many_who_want_one_set_one_gets_it(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member())

    def want(thread: int) -> str:
        with database.transaction() as session:
            return review.claim_review(session, receipt.id, f"staff{thread}", now)

    assert len(set(together(8, want))) == 1


def test_many_who_take_the_next_get_different_ones(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member = add_member()
    waiting = {in_review(member, number=str(number)).id for number in range(6)}

    def take(thread: int) -> int | None:
        with database.transaction() as session:
            return review.claim_next_review(session, f"staff{thread}", now)

    taken = together(8, take)
    assert sorted(taken, key=str) == sorted([*waiting, None, None], key=str)


def test_a_claim_is_renewed_let_go_and_lapses(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member())

    def claim(staff: str, at: datetime) -> str:
        with database.transaction() as session:
            return review.claim_review(session, receipt.id, staff, at)

    def holder(at: datetime) -> str | None:
        with database.reading() as session:
            return review.reviewer_of(session, receipt.id, at)

    assert claim("amy", now) == "amy"
    assert claim("amy", now + 2 * MINUTE) == "amy"
    assert claim("ben", now + 4 * MINUTE) == "amy"
    assert holder(now + 6 * MINUTE) is None
    assert claim("ben", now + 6 * MINUTE) == "ben"
    with database.transaction() as session:
        review.release_review(session, receipt.id, "amy")
    assert holder(now + 6 * MINUTE) == "ben"
    with database.transaction() as session:
        review.release_review(session, receipt.id, "ben")
    assert holder(now + 6 * MINUTE) is None


def test_an_approval_credits_what_the_engine_says(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member())
    judgement = approve(database, engine, receipt, now)
    assert (judgement.points, judgement.set_aside, judgement.overrides) == (12, (), False)
    with database.reading() as session:
        kept = session.get_one(Receipt, receipt.id)
        assert (kept.state, kept.points) == ("credited", 12)
        assert kept.decision is not None
        assert kept.decision.outcome == "approved"


def test_what_the_book_leaves_to_a_person_is_computed_too(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member(), unreadable=["time"])
    judgement = approve(database, engine, receipt, now)
    assert judgement.decision.outcome == "review"
    assert not judgement.overrides
    assert (judgement.points, judgement.set_aside) == (12, judgement.decision.clauses)
    with database.reading() as session:
        record = session.scalars(select(DecisionRecord)).one()
        assert record.request["set_aside"] == list(judgement.set_aside)
        assert engine.decide(record.request).outcome == record.outcome == "approved"


def test_against_the_book_there_are_points_but_it_is_said(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member(), payment="cash", unreadable=["time"])
    with database.reading() as session:
        judgement = crediting.judge(session, engine, session.get_one(Receipt, receipt.id), receipt.facts, now)
        corrected = {**receipt.facts, "payment": "octopus"}
        after = crediting.judge(session, engine, session.get_one(Receipt, receipt.id), corrected, now)
    assert judgement.overrides
    assert judgement.points == 12
    assert not after.overrides
    assert state(database, receipt) == "awaiting_review"


def test_the_daily_cap_holds_whoever_approves(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member = add_member()
    shops = ("UNIQLO", "LOG-ON", "Muji")
    sets = [in_review(member, merchant=shop, number=shop, total="30000") for shop in shops]
    assert [approve(database, engine, each, now).points for each in sets] == [300, 200, 0]


def test_a_set_brings_points_once_whoever_approves(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member = add_member()
    sets = [in_review(member), in_review(member), in_review(add_member())]
    together(3, lambda thread: approve(database, engine, sets[thread], now))
    assert sorted(state(database, each) for each in sets) == [
        "awaiting_review",
        "awaiting_review",
        "credited",
    ]
    with database.reading() as session:
        assert session.scalar(select(func.sum(Entry.points))) == 12
        left = [each for each in sets if session.get_one(Receipt, each.id).state != "credited"]
        for each in left:
            kept = session.get_one(Receipt, each.id)
            assert crediting.judge(session, engine, kept, kept.facts, now).used
            other = {**kept.facts, "number": "INV-7"}
            assert not crediting.judge(session, engine, kept, other, now).used


def test_a_set_is_decided_once(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member())

    def decide(thread: int) -> bool:
        try:
            if thread % 2:
                approve(database, engine, receipt, now)
            else:
                with database.transaction() as session:
                    kept = session.get_one(Receipt, receipt.id)
                    crediting.reject(Act(session, "staff:ben", now), kept, ["festival-walk/points.4"])
        except receipts.TransitionError:
            return False
        return True

    assert sum(together(6, decide)) == 1
    with database.reading() as session:
        credited = session.get_one(Receipt, receipt.id).state == "credited"
        assert (session.scalar(select(func.sum(Entry.points))) or 0) == (12 if credited else 0)


def test_corrections_are_kept_for_good_and_counted_by_field(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member())
    steps = (
        ("member:1", {**FACTS, "total": "200"}),
        ("staff:amy", {**FACTS, "total": "250", "number": "INV-9"}),
        ("staff:amy", {**FACTS, "total": "260", "number": "INV-9"}),
        ("staff:amy", {**FACTS, "total": "260", "number": "INV-9"}),
    )
    with database.transaction() as session:
        kept = session.get_one(Receipt, receipt.id)
        for actor, facts in steps:
            receipts.correct(Act(session, actor, now), kept, facts)
    with database.reading() as session:
        kept = session.get_one(Receipt, receipt.id)
        assert [(c.field, c.old, c.new, c.actor) for c in review.corrections_of(session, kept)] == [
            ("total", "1234.50", "200", "member:1"),
            ("number", "INV-1", "INV-9", "staff:amy"),
            ("total", "200", "250", "staff:amy"),
            ("total", "250", "260", "staff:amy"),
        ]
        today = Period(now.date(), now.date())
        assert review.corrections_by_field(session, today) == {"total": (1, 1), "number": (0, 1)}
        assert review.corrections_by_field(session, today.before) == {}
        assert review.corrections_by_field(session, replace(today, programme="cityplaza")) == {}
    for change in (update(Correction).values(new="1"), delete(Correction)):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(change)


def test_rejections_are_counted_by_clause(
    database: Database, engine: Engine, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member = add_member()
    clauses = ["festival-walk/points.4", "festival-walk/points.12"]
    with database.transaction() as session:
        kept = session.get_one(Receipt, in_review(member).id)
        crediting.reject(Act(session, "staff:amy", now), kept, clauses)
        owner = session.get_one(Member, member.id)
        facts = {**FACTS, "payment": "cash"}
        by_engine = receipts.submit(session, owner, None, Submission(facts, {}, []), now)
        broken = crediting.settle(RuledAct(session, "member:1", now, engine), by_engine).clauses
    with database.reading() as session:
        counted = review.rejections_by_clause(session, Period(now.date(), now.date(), member.programme))
    assert counted.total() == 2 + len(broken)
    assert counted.keys() == {*clauses, *broken}


def test_a_set_goes_back_for_another_photo_and_returns(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member = add_member()
    receipt = in_review(member, doubts="unsure:total, unknown_shop")
    with database.transaction() as session:
        kept = session.get_one(Receipt, receipt.id)
        receipts.move(Act(session, "staff:amy", now), kept, "awaiting_photo")
        assert receipts.awaited_from(session, session.get_one(Member, member.id)) == [kept]
        assert review.review_counts(session, now).with_member == 1
    photos = [{"key": "b" * 64, "size": 9, "fingerprint": "1f" * 32}]
    with database.transaction() as session:
        kept = session.get_one(Receipt, receipt.id)
        receipts.add_photos(session, kept, Submission({**FACTS, "total": "99"}, {"photos": []}, photos), now)
    with database.reading() as session:
        kept = session.get_one(Receipt, receipt.id)
        assert (kept.state, len(kept.photos), str(kept.total)) == ("awaiting_review", 2, "99.00")
        doubts = review.standing_doubts(receipts.steps_of(session, kept))
        assert doubts == ["unsure:total", "unknown_shop", "another_photo"]


def test_sets_to_compare_with(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    member, other = add_member(), add_member()
    receipt = in_review(member)
    number = in_review(other, issued_at="2026-11-02", total="5")
    day = in_review(other, number="INV-2", total="6")
    own = in_review(member, number="INV-3", issued_at="2026-11-15")
    in_review(other, number="INV-4", issued_at="2026-11-15")
    with database.reading() as session:
        found = review.alike(session, session.get_one(Receipt, receipt.id))
        assert {each.id for each in found} == {number.id, day.id, own.id}


def test_sets_kept_before_outlive_the_migration(
    database: Database, add_member: AddMember, in_review: InReview, now: datetime
) -> None:
    receipt = in_review(add_member())
    with database.engine.execution_options(migrating=True).begin() as connection:
        command.downgrade(migration_config(connection), "0005")
    database.migrate()
    with database.reading() as session:
        kept = session.get_one(Receipt, receipt.id)
        assert (kept.facts, len(kept.photos)) == (receipt.facts, 1)
    assert state(database, receipt) == "awaiting_review"


def state(database: Database, receipt: Receipt) -> str:
    with database.reading() as session:
        return session.get_one(Receipt, receipt.id).state
