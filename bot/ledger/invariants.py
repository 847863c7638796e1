"""What must hold of the whole ledger, each as a small function that names what does not.

`memberbot audit` runs them all. They read only, and trust neither the code that wrote nor the constraints.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from bot.ledger import decisions, points
from bot.ledger.models import (
    Audit,
    Conversation,
    DecisionRecord,
    Entry,
    Lot,
    Member,
    Message,
    Receipt,
    Voucher,
)
from bot.rules import Engine
from bot.rules.dates import day_of

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold of one thing."""

    invariant: str
    subject: str
    detail: str


def violations(session: Session, engine: Engine, now: datetime) -> Iterator[Violation]:
    """Everything that is wrong with the ledger; nothing when it is sound."""
    for invariant in _INVARIANTS:
        for subject, detail in invariant(session, engine, now):
            yield Violation(invariant.__name__, subject, detail)


Found = Iterator[tuple[str, str]]


def lots_hold_what_entries_left(session: Session, _engine: Engine, _now: datetime) -> Found:
    """A lot is the sum of the entries that name it, and never below zero."""
    sums = {
        (member, day): total
        for member, day, total in session.execute(
            select(Entry.member_id, Entry.expires_on, func.sum(Entry.points)).group_by(
                Entry.member_id, Entry.expires_on
            )
        )
    }
    lots = {
        (member, day): remainder
        for member, day, remainder in session.execute(select(Lot.member_id, Lot.expires_on, Lot.remainder))
    }
    for member, day in sorted(sums.keys() | lots.keys()):
        kept, summed = lots.get((member, day), 0), sums.get((member, day), 0)
        if kept != summed or kept < 0:
            yield f"member:{member}", f"the lot of {day} holds {kept}, its entries leave {summed}"


def lots_are_those_of_the_rules(session: Session, engine: Engine, now: datetime) -> Found:
    """The engine, given all entries of a member, comes to the lots that are kept."""
    today = day_of(now)
    for member in session.scalars(select(Member).order_by(Member.id).execution_options(yield_per=_BATCH)):
        decision = points.balance(session, engine, member, now)
        if decision.outcome != "approved":
            yield f"member:{member.id}", f"the rules leave the balance to a person: {decision.clauses}"
            continue
        decided: dict[date, int] = {lot["expires_on"]: lot["points"] for lot in decision.figures["lots"]}
        kept = {
            lot.expires_on: lot.remainder
            for lot in session.scalars(select(Lot).where(Lot.member_id == member.id, Lot.remainder != 0))
            if lot.expires_on >= today
        }
        if decided != kept:
            yield f"member:{member.id}", f"lots are {_days(kept)}, by the rules {_days(decided)}"


def vouchers_are_paid(session: Session, _engine: Engine, _now: datetime) -> Found:
    """Every voucher was paid with the points it says."""
    paid = _posted(literal("voucher:") + cast(Voucher.id, String))
    for voucher, price, total in session.execute(
        select(Voucher.id, Voucher.points, paid).where(Voucher.points != -paid)
    ):
        yield f"voucher:{voucher}", f"costs {price} points, {-total} were taken"


def points_were_taken_for_vouchers(session: Session, _engine: Engine, _now: datetime) -> Found:
    """Points taken for a voucher belong to one that was issued to that member."""
    issued = select(literal("voucher:") + cast(Voucher.id, String)).where(
        Voucher.member_id == Entry.member_id
    )
    for key, member in session.execute(
        select(Entry.key, Entry.member_id).where(Entry.key.like("voucher:%"), Entry.key.not_in(issued))
    ):
        yield f"member:{member}", f"points were taken for {key}, which is not theirs"


def receipts_brought_their_points(session: Session, _engine: Engine, _now: datetime) -> Found:
    """A credited receipt brought the points it says, any other none."""
    brought = _posted(literal("receipt:") + cast(Receipt.id, String))
    wrong = or_(
        and_(Receipt.state == "credited", func.coalesce(Receipt.points, -1) != brought),
        and_(Receipt.state != "credited", brought != 0),
    )
    for receipt, state, says, total in session.execute(
        select(Receipt.id, Receipt.state, Receipt.points, brought).where(wrong)
    ):
        yield f"receipt:{receipt}", f"is {state} with {says} points, {total} were credited"


def receipts_count_once(session: Session, _engine: Engine, _now: datetime) -> Found:
    """No receipt (shop as printed, number, day) was credited twice."""
    twice = (
        select(Receipt.programme, Receipt.number_key, Receipt.issued_on)
        .where(Receipt.state == "credited", Receipt.number_key.is_not(None))
        .group_by(Receipt.programme, Receipt.number_key, Receipt.issued_on)
        .having(func.count() > 1)
    )
    for programme, number, day in session.execute(twice):
        seen: dict[str, int] = {}
        for receipt in session.scalars(
            select(Receipt)
            .where(
                Receipt.programme == programme,
                Receipt.number_key == number,
                Receipt.issued_on == day,
                Receipt.state == "credited",
            )
            .order_by(Receipt.id)
        ):
            first = seen.setdefault(str(receipt.facts.get("merchant")), receipt.id)
            if first != receipt.id:
                yield f"receipt:{receipt.id}", f"is the same as receipt:{first}"


def vouchers_are_used_in_time(session: Session, _engine: Engine, _now: datetime) -> Found:
    """A used voucher says when and where, not before its issue nor after its last day; any other does not."""
    for voucher in session.scalars(
        select(Voucher)
        .where(or_(Voucher.state == "used", Voucher.used_at.is_not(None)))
        .execution_options(yield_per=_BATCH)
    ):
        used_at, subject = voucher.used_at, f"voucher:{voucher.id}"
        if voucher.state != "used" or used_at is None or voucher.used_where is None:
            yield subject, f"is {voucher.state}, used at {used_at} in {voucher.used_where}"
        elif not voucher.issued_at <= used_at or day_of(used_at) > voucher.valid_until:
            yield subject, f"used at {used_at}, good from {voucher.issued_at} to {voucher.valid_until}"


def vouchers_are_used_once(session: Session, _engine: Engine, _now: datetime) -> Found:
    """The audit trail has one use of each used voucher and none of the others."""
    uses = (
        select(func.count())
        .where(
            Audit.action == "voucher.used", Audit.subject == literal("voucher:") + cast(Voucher.id, String)
        )
        .scalar_subquery()
    )
    wrong = or_(
        and_(Voucher.state == "used", uses != 1),
        and_(Voucher.state != "used", uses != 0),
    )
    for voucher, state, count in session.execute(select(Voucher.id, Voucher.state, uses).where(wrong)):
        yield f"voucher:{voucher}", f"is {state} and was used {count} times"


def decisions_stand(session: Session, engine: Engine, _now: datetime) -> Found:
    """What was credited or issued is still what the engine decides on the same request."""
    used: Select[tuple[int | None]] = select(Voucher.decision_id).union_all(  # type: ignore[assignment]
        select(Entry.decision_id).where(Entry.decision_id.is_not(None))
    )
    for kept in session.scalars(
        select(DecisionRecord).where(DecisionRecord.id.in_(used)).execution_options(yield_per=_BATCH)
    ):
        outcome = decisions.replay(engine, kept).outcome
        if outcome != kept.outcome:
            yield f"decision:{kept.id}", f"was {kept.outcome} under {kept.edition}, is {outcome}"


def messages_have_no_gaps(session: Session, _engine: Engine, _now: datetime) -> Found:
    """The messages of a conversation are numbered from 1 to its last."""
    count = func.count(Message.id)
    for conversation, last, messages, highest in session.execute(
        select(Conversation.id, Conversation.last_seq, count, func.coalesce(func.max(Message.seq), 0))
        .outerjoin(Message, Message.conversation_id == Conversation.id)
        .group_by(Conversation.id, Conversation.last_seq)
        .having(
            or_(
                count != Conversation.last_seq,
                func.coalesce(func.max(Message.seq), 0) != Conversation.last_seq,
            )
        )
    ):
        yield f"conversation:{conversation}", f"{messages} messages up to {highest}, last given {last}"


_INVARIANTS: tuple[Callable[[Session, Engine, datetime], Found], ...] = (
    lots_hold_what_entries_left,
    lots_are_those_of_the_rules,
    vouchers_are_paid,
    points_were_taken_for_vouchers,
    receipts_brought_their_points,
    receipts_count_once,
    vouchers_are_used_in_time,
    vouchers_are_used_once,
    decisions_stand,
    messages_have_no_gaps,
)


def _posted(key: ColumnElement[str]) -> ColumnElement[int]:
    """The points posted under a key."""
    return (
        select(func.coalesce(func.sum(Entry.points), 0))
        .where(Entry.key == key)
        .correlate_except(Entry)
        .scalar_subquery()
    )


def _days(lots: dict[date, int]) -> str:
    return ", ".join(f"{points} until {day}" for day, points in sorted(lots.items())) or "none"
