"""A member's points: entries are only added and lots follow; the engine says which lot a point is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    bindparam,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from bot.ledger import store
from bot.ledger.models import Entry, EntryKind, Lot, Member
from bot.ledger.store import Prepared
from bot.rules import BalanceFigures, Decision, Engine, LotOfPoints, TierFigures
from bot.rules.dates import day_of
from bot.rules.kinds.balance import place_in_day

# Keys of points that come back to where they were taken from begin like this.
GIVEN_BACK = "back:"


@dataclass(frozen=True, slots=True)
class Posting:
    """Points to be credited (positive) or taken (negative). `key` is what for: it is posted once."""

    kind: EntryKind
    points: int
    on: date
    key: str
    reason: str
    actor: str
    spent_on: date | None = None
    clause: str | None = None
    decision_id: int | None = None


class PostingRefusedError(Exception):
    """The rule book leaves a posting to a person (more than the balance, a lot that has lapsed)."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(decision.clauses))
        self.decision = decision


class LotsOutOfStepError(Exception):
    """Lots do not follow from the entries; nothing more is posted until that is looked into."""


@dataclass(frozen=True, slots=True)
class Account:
    """The lots kept, by their last day; those that the entries add up to; and where the entries end.

    `end` is the day of the last entry and its place in that day, as the engine takes them.
    """

    member: Member
    lots: Mapping[date, int]
    entered: Mapping[date, int]
    end: tuple[date, int]

    @property
    def in_step(self) -> bool:
        """Whether the lots hold what the entries left."""
        return self.lots == self.entered

    def spendable(self, day: date) -> int:
        """The points in lots whose last day is not over."""
        return sum(points for last, points in self.lots.items() if last >= day)

    def opening(self) -> list[dict[str, object]]:
        """The lots, for the engine to go on from. Those that have lapsed lapse there once more."""
        return [{"expires_on": last, "points": points} for last, points in self.lots.items()]


class _Sum(NamedTuple):
    """Entries of a kind in a lot, or (`lot`) the lot itself, which has neither `last` nor `least`."""

    expires_on: date
    kind: EntryKind | Literal["lot"]
    points: int
    last: date | None
    least: int | None


class _Spendable(NamedTuple):
    points: int


class _Entry(NamedTuple):
    kind: EntryKind
    points: int
    on: date
    spent_on: date | None


class _Posted(NamedTuple):
    expires_on: date
    points: int


class _Lot(NamedTuple):
    remainder: int


# Statements of the main path are made once: making one takes longer than having it carried out.
_LOCK_MEMBER = (
    select(Member)
    .where(Member.id == bindparam("member"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_ACCOUNT = Prepared(
    union_all(
        select(
            Entry.expires_on,
            Entry.kind,
            cast(func.sum(Entry.points), BigInteger).label("points"),
            func.max(Entry.on).label("last"),
            func.min(Entry.points).label("least"),
        )
        .where(Entry.member_id == bindparam("member"))
        .group_by(Entry.expires_on, Entry.kind),
        select(Lot.expires_on, literal("lot"), Lot.remainder, null(), null()).where(
            Lot.member_id == bindparam("member")
        ),
    ),
    _Sum._make,
)
_SPENDABLE = Prepared(
    select(func.coalesce(cast(func.sum(Lot.remainder), BigInteger), 0).label("points")).where(
        Lot.member_id == bindparam("member"), Lot.expires_on >= bindparam("day")
    ),
    _Spendable._make,
)
_ENTRIES = Prepared(
    select(Entry.kind, Entry.points, Entry.on, Entry.spent_on)
    .where(Entry.member_id == bindparam("member"))
    .order_by(Entry.id),
    _Entry._make,
)
_POSTED = Prepared(
    select(Entry.expires_on, Entry.points).where(Entry.key == bindparam("posting")), _Posted._make
)
_ENTER = Prepared(
    insert(Entry.__table__),  # type: ignore[arg-type]
    tuple,
    [column.name for column in Entry.__table__.columns if not column.primary_key],
)
_NEW_LOT = Prepared(insert(Lot.__table__), tuple, Lot.__table__.columns.keys())  # type: ignore[arg-type]
_CHANGE_LOT = Prepared(
    update(Lot.__table__)  # type: ignore[arg-type]
    .where(Lot.member_id == bindparam("member"), Lot.expires_on == bindparam("last_day"))
    .values(remainder=Lot.remainder + bindparam("change"))
    .returning(Lot.remainder),
    _Lot._make,
)


def lock_member(session: Session, member_id: int) -> Member:
    """A member as it is now, locked until the transaction ends. Whatever moves points does this first."""
    return session.scalars(_LOCK_MEMBER, {"member": member_id}).one()


def balance(session: Session, engine: Engine, member: Member, now: datetime) -> Decision[BalanceFigures]:
    """The engine's `balance` of the member.

    It goes on from the lots that the last entry left; for a day before that, through the entries.
    """
    found = account(session, member)
    if found.in_step and found.end[0] <= day_of(now):
        return _balance(engine, member, {"opening": found.opening(), "entries": ()}, now)
    return _balance(engine, member, {"entries": _facts(session, member)}, now)


def account(session: Session, member: Member) -> Account:
    """The member's lots as they are kept, and what the entries say of them."""
    lots: dict[date, int] = {}
    entered: dict[date, int] = {}
    end = (date.min, 0)
    for expires_on, kind, points, last, least in _ACCOUNT(session, member=member.id):
        if kind == "lot" or last is None or least is None:
            lots[expires_on] = points
        else:
            entered[expires_on] = entered.get(expires_on, 0) + points
            end = max(end, (last, place_in_day(kind, least)))
    return Account(member, _not_empty(lots), _not_empty(entered), end)


def spendable(session: Session, member: Member, day: date) -> int:
    """The points in lots whose last day is not over: the balance without going through the entries."""
    return _SPENDABLE(session, member=member.id, day=day)[0].points


def tier(session: Session, engine: Engine, member: Member, now: datetime) -> Decision[TierFigures]:
    """The engine's `tier` on the member's credits."""
    credited = [{"on": on, "points": points} for on, points in credits(session, member)]
    facts = {"member": {"joined": member.joined.isoformat()}, "credits": credited}
    return engine.decide(store.decision_request(member.programme, "tier", facts, now)).of(TierFigures)


def credits(session: Session, member: Member) -> list[tuple[date, int]]:
    """The days and points of all that was credited, in order, whatever was taken back since (interpretation 6
    of the pack). Points given back were credited before."""
    rows = session.execute(
        select(Entry.on, Entry.points)
        .where(Entry.member_id == member.id, Entry.points > 0, Entry.key.not_like(f"{GIVEN_BACK}%"))
        .order_by(Entry.on, Entry.id)
    )
    return [(on, points) for on, points in rows]


def entries_of(session: Session, member: Member) -> list[Entry]:
    """The member's entries in the order they were made."""
    return list(session.scalars(select(Entry).where(Entry.member_id == member.id).order_by(Entry.id)))


def post(
    session: Session, engine: Engine, member: Member, posting: Posting, now: datetime
) -> Mapping[date, int]:
    """Post points for a locked member: one entry per lot that changes. The same key again changes nothing.

    Returns the changes by lot. Raises as `enter` does.
    """
    session.flush()
    earlier = _POSTED(session, posting=posting.key)
    if earlier or posting.points == 0:
        return {row.expires_on: row.points for row in earlier}
    return enter(session, engine, account(session, member), posting, now)


def enter(
    session: Session,
    engine: Engine,
    account: Account,
    posting: Posting,
    now: datetime,
    *notes: store.AuditNote,
) -> Mapping[date, int]:
    """Post points under a key that is certainly new, on the account as it was found under the member's lock.

    It is noted in the audit trail, and `notes` with it.

    Which lots change is what the engine's balance says with the posting less what is kept. Raises
    `PostingRefusedError` where the book leaves it to a person, `LotsOutOfStepError` when the lots kept are
    not those that the entries leave.
    """
    member = account.member
    if not account.in_step:
        raise LotsOutOfStepError(f"member {member.id}: lots {account.lots}, entries {account.entered}")
    new = _fact(posting.kind, posting.points, posting.on, posting.spent_on)
    facts: dict[str, object]
    if account.end <= (posting.on, place_in_day(posting.kind, posting.points)):
        facts = {"opening": account.opening(), "entries": [new]}
    else:  # it belongs before others, which may then have been taken from other lots
        facts = {"entries": [*_facts(session, member), new]}
    decision = _balance(engine, member, facts, now)
    if decision.outcome != "approved":
        raise PostingRefusedError(decision)
    changes = _changes(account.lots, decision.figures.lots or (), day_of(now))
    if sum(changes.values()) != posting.points:
        raise LotsOutOfStepError(
            f"member {member.id}: {posting.points} points would change lots by {changes}"
        )
    _write(session, member, posting, changes, now)
    store.record_audits(session, now, _note_of(member, posting), *notes)
    if posting.points > 0 and not posting.key.startswith(GIVEN_BACK):
        member.tier_due = True
    return changes


def _write(
    session: Session,
    member: Member,
    posting: Posting,
    changes: Mapping[date, int],
    now: datetime,
) -> None:
    for expires_on, change in changes.items():
        if not _CHANGE_LOT(session, member=member.id, last_day=expires_on, change=change):
            _NEW_LOT(session, member_id=member.id, expires_on=expires_on, remainder=change)
        _ENTER(
            session,
            member_id=member.id,
            kind=posting.kind,
            points=change,
            on_day=posting.on,
            spent_on=posting.spent_on,
            expires_on=expires_on,
            reason=posting.reason,
            clause=posting.clause,
            decision_id=posting.decision_id,
            actor=posting.actor,
            key=posting.key,
            created_at=now,
        )


def _note_of(member: Member, posting: Posting) -> store.AuditNote:
    return store.AuditNote(
        actor=posting.actor,
        action=f"points.{posting.kind}",
        subject=f"member:{member.id}",
        detail={"points": posting.points, "key": posting.key, "reason": posting.reason},
    )


def _changes(kept: Mapping[date, int], decided: Sequence[LotOfPoints], today: date) -> dict[date, int]:
    """By lot that has not lapsed, the earliest first: how much the decision differs from what is kept."""
    alive = {day: points for day, points in kept.items() if day >= today}
    after = {lot.expires_on: lot.points for lot in decided}
    differences = {day: after.get(day, 0) - alive.get(day, 0) for day in sorted(alive.keys() | after.keys())}
    return _not_empty(differences)


def _not_empty(lots: Mapping[date, int]) -> dict[date, int]:
    return {day: points for day, points in lots.items() if points}


def _balance(
    engine: Engine, member: Member, facts: Mapping[str, object], now: datetime
) -> Decision[BalanceFigures]:
    return engine.decide(store.decision_request(member.programme, "balance", facts, now)).of(BalanceFigures)


def _facts(session: Session, member: Member) -> list[dict[str, object]]:
    return [_fact(*row) for row in _ENTRIES(session, member=member.id)]


def _fact(kind: EntryKind, points: int, on: date, spent_on: date | None) -> dict[str, object]:
    fact: dict[str, object] = {"kind": kind, "points": points, "on": on}
    return fact if spent_on is None else fact | {"spent_on": spent_on}
