"""The sets that wait for a person: their queue, who works on which, and what was corrected or refused.

A claim keeps two people off one set. It lapses by itself soon after the page that holds it was closed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, defer, selectinload

from bot.ledger.models import Correction, Receipt, ReceiptClaim, ReceiptState, ReceiptStep
from bot.ledger.receipts.sets import ANOTHER_PHOTO, NO_OTHER_PHOTO, OBJECTION, TAKEN_BACK
from bot.ledger.store import Period

# How long a claim outlives the last word of the page that holds it.
LEASE = timedelta(minutes=3)

# All that was read on the photos of a set is much; lists do without it.
_WITHOUT_TEXTS = defer(Receipt.reading)

# Sets that are looked through for look-alikes.
_MANY = 300


@dataclass(frozen=True, slots=True)
class WaitingReceipt:
    """A set in the queue, and who works on it."""

    receipt: Receipt
    holder: str | None


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How many sets wait for a person, how many of them somebody works on, how many wait for their member."""

    waiting: int
    claimed: int
    with_member: int
    oldest: datetime | None


def review_queue(
    session: Session, now: datetime, *, state: ReceiptState = "awaiting_review", limit: int = 100
) -> list[WaitingReceipt]:
    """The sets in review (or in another state), who has waited longest first."""
    rows = session.execute(
        select(Receipt, ReceiptClaim.staff)
        .outerjoin(ReceiptClaim, _held(now))
        .where(Receipt.state == state)
        .order_by(Receipt.updated_at, Receipt.id)
        .limit(limit)
        .options(selectinload(Receipt.member), selectinload(Receipt.photos), _WITHOUT_TEXTS)
    )
    return [WaitingReceipt(receipt, holder) for receipt, holder in rows]


def review_counts(session: Session, now: datetime) -> ReviewCounts:
    """The queue in numbers."""
    by_state = {
        state: (count, oldest)
        for state, count, oldest in session.execute(
            select(Receipt.state, func.count(), func.min(Receipt.updated_at))
            .where(Receipt.state.in_(("awaiting_review", "awaiting_photo")))
            .group_by(Receipt.state)
        )
    }
    claimed = session.scalar(
        select(func.count())
        .select_from(Receipt)
        .join(ReceiptClaim, _held(now))
        .where(Receipt.state == "awaiting_review")
    )
    waiting, oldest = by_state.get("awaiting_review", (0, None))
    return ReviewCounts(waiting, claimed or 0, by_state.get("awaiting_photo", (0, None))[0], oldest)


def waiting_for_review(session: Session) -> int:
    """How many sets wait for a person."""
    return session.scalar(select(func.count()).where(Receipt.state == "awaiting_review")) or 0


def claim_review(session: Session, receipt_id: int, staff: str, now: datetime) -> str:
    """Claim a set, or hold on to a claim; whoever holds it now: `staff`, or who was first."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    mine = {"staff": staff, "until": now + LEASE}
    free = or_(ReceiptClaim.staff == staff, ReceiptClaim.until <= now)
    session.execute(
        insert(ReceiptClaim)
        .values(receipt_id=receipt_id, **mine)
        .on_conflict_do_update(index_elements=[ReceiptClaim.receipt_id], set_=mine, where=free)
    )
    return session.scalars(select(ReceiptClaim.staff).where(ReceiptClaim.receipt_id == receipt_id)).one()


def claim_next_review(session: Session, staff: str, now: datetime, *, after: int | None = None) -> int | None:
    """Claim the set that has waited longest and nobody works on; its id, or None when there is none.

    `after` is a set to be passed by: the one that the member of staff put off.
    """
    while (next_one := next_review(session, staff, now, after=after)) is not None:
        if claim_review(session, next_one, staff, now) == staff:
            return next_one
    return None


def next_review(session: Session, staff: str, now: datetime, *, after: int | None = None) -> int | None:
    """The set that `claim_next_review` would give, without claiming it."""
    waiting = (
        select(Receipt.id)
        .outerjoin(ReceiptClaim, _held(now))
        .where(
            Receipt.state == "awaiting_review", or_(ReceiptClaim.staff.is_(None), ReceiptClaim.staff == staff)
        )
        .order_by(Receipt.updated_at, Receipt.id)
        .limit(1)
    )
    if after is not None and (passed := session.get(Receipt, after)) is not None:
        later = or_(
            Receipt.updated_at > passed.updated_at,
            and_(Receipt.updated_at == passed.updated_at, Receipt.id > passed.id),
        )
        found = session.scalars(waiting.where(later)).first()
        if found is not None:
            return found
        waiting = waiting.where(Receipt.id != after)  # from the top again
    return session.scalars(waiting).first()


def release_review(session: Session, receipt_id: int, staff: str) -> None:
    """Let go of a set; nothing happens where somebody else holds it."""
    session.execute(
        delete(ReceiptClaim).where(ReceiptClaim.receipt_id == receipt_id, ReceiptClaim.staff == staff)
    )


def reviewer_of(session: Session, receipt_id: int, now: datetime) -> str | None:
    """Who works on a set."""
    return session.scalars(
        select(ReceiptClaim.staff).where(ReceiptClaim.receipt_id == receipt_id, ReceiptClaim.until > now)
    ).one_or_none()


def doubts_of(step: ReceiptStep) -> list[str]:
    """The codes why a set went into review (`bot.wording.doubts` has their sentences)."""
    return step.reason.split(", ") if step.after == "awaiting_review" and step.reason else []


def doubts_about(session: Session, sets: Iterable[Receipt]) -> dict[int, list[str]]:
    """By set: every doubt about it."""
    steps: dict[int, list[ReceiptStep]] = {receipt.id: [] for receipt in sets}
    for step in session.scalars(
        select(ReceiptStep).where(ReceiptStep.receipt_id.in_(steps)).order_by(ReceiptStep.id)
    ):
        steps[step.receipt_id].append(step)
    return {receipt: standing_doubts(of_it) for receipt, of_it in steps.items()}


def standing_doubts(steps: Iterable[ReceiptStep]) -> list[str]:
    """Every doubt about a set, those of earlier rounds included: a new photo alone settles none."""
    rounds = (OBJECTION, ANOTHER_PHOTO, NO_OTHER_PHOTO, TAKEN_BACK)
    codes = [code for step in steps for code in doubts_of(step)]
    return list(dict.fromkeys(sorted(codes, key=lambda code: code in rounds)))


def alike(session: Session, receipt: Receipt) -> list[Receipt]:
    """Other sets of any member to compare a set with: of the same number or day, and the same member's of the
    days around. The latest first; the caller tells which are alike.
    """
    handed_in = ("awaiting_review", "awaiting_photo", "approved", "credited", "rejected")
    same: list[ColumnElement[bool]] = []
    if receipt.number_key is not None:
        same.append(Receipt.number_key == receipt.number_key)
    if receipt.issued_on is not None:
        same.append(Receipt.issued_on == receipt.issued_on)
        week = timedelta(days=7)
        same.append(
            (Receipt.member_id == receipt.member_id)
            & Receipt.issued_on.between(receipt.issued_on - week, receipt.issued_on + week)
        )
    if not same:
        return []
    return list(
        session.scalars(
            select(Receipt)
            .where(
                Receipt.programme == receipt.programme,
                Receipt.id != receipt.id,
                Receipt.state.in_(handed_in),
                or_(*same),
            )
            .order_by(Receipt.id.desc())
            .limit(_MANY)
            .options(selectinload(Receipt.photos), _WITHOUT_TEXTS)
        )
    )


def corrections_of(session: Session, receipt: Receipt) -> list[Correction]:
    """What was changed of a set, in order."""
    return list(
        session.scalars(select(Correction).where(Correction.receipt_id == receipt.id).order_by(Correction.id))
    )


def corrections_by_field(session: Session, period: Period) -> dict[str, tuple[int, int]]:
    """By fact: in how many sets members, and in how many staff, corrected what was read in a period."""
    by_staff = Correction.actor.like("staff:%")
    rows = session.execute(
        select(Correction.field, by_staff, func.count(Correction.receipt_id.distinct()))
        .join(Receipt, Receipt.id == Correction.receipt_id)
        .where(period.holds(Correction.at), *period.of(Receipt.programme))
        .group_by(Correction.field, by_staff)
    )
    found: dict[str, tuple[int, int]] = {}
    for field, staff, count in rows:
        members, people = found.get(field, (0, 0))
        found[field] = (members, people + count) if staff else (members + count, people)
    return found


def rejections_by_clause(session: Session, period: Period) -> Counter[str]:
    """How many sets were rejected under each clause in a period; one may break several."""
    reasons = session.scalars(
        select(ReceiptStep.reason)
        .join(Receipt, Receipt.id == ReceiptStep.receipt_id)
        .where(ReceiptStep.after == "rejected", period.holds(ReceiptStep.at), *period.of(Receipt.programme))
    )
    return Counter(clause for reason in reasons if reason for clause in reason.split(", "))


def _held(now: datetime) -> ColumnElement[bool]:
    return and_(ReceiptClaim.receipt_id == Receipt.id, ReceiptClaim.until > now)
