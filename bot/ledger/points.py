"""A member's points: entries are only added and lots follow; the engine says which lot a point is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger import audit, decisions
from bot.ledger.models import DecisionRecord, Entry, EntryKind, Lot, Member
from bot.rules import Decision, Engine
from bot.rules.dates import day_of


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
    decision: DecisionRecord | None = None


class PostingRefusedError(Exception):
    """The rule book leaves a posting to a person (more than the balance, a lot that has lapsed)."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(decision.clauses))
        self.decision = decision


class LotsOutOfStepError(Exception):
    """Lots do not follow from the entries; nothing more is posted until that is looked into."""


def lock_member(session: Session, member_id: int) -> Member:
    """A member as it is now, locked until the transaction ends. Whatever moves points does this first."""
    return session.scalars(
        select(Member)
        .where(Member.id == member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def balance(session: Session, engine: Engine, member: Member, now: datetime) -> Decision:
    """The engine's `balance` on the member's entries: figures `balance`, `lots`, `expired`."""
    return _balance(engine, member, _facts(session, member), now)


def spendable(session: Session, member: Member, day: date) -> int:
    """The points in lots whose last day is not over: the balance without going through the entries."""
    kept: int = session.execute(
        select(func.coalesce(func.sum(Lot.remainder), 0)).where(
            Lot.member_id == member.id, Lot.expires_on >= day
        )
    ).scalar_one()
    return int(kept)


def tier(session: Session, engine: Engine, member: Member, now: datetime) -> Decision:
    """The engine's `tier` on the member's credits: figures `tier`, `since`, `until`, `needed`, `by`."""
    credits = [
        {"on": fact["on"], "points": fact["points"]} for fact in _facts(session, member) if fact["points"] > 0
    ]
    facts = {"member": {"joined": member.joined.isoformat()}, "credits": credits}
    return engine.decide(decisions.request(member.programme, "tier", facts, now))


def entries_of(session: Session, member: Member) -> list[Entry]:
    """The member's entries in the order they were made."""
    return list(session.scalars(select(Entry).where(Entry.member_id == member.id).order_by(Entry.id)))


def post(session: Session, engine: Engine, member: Member, posting: Posting, now: datetime) -> list[Entry]:
    """Post points for a locked member: one entry per lot that changes. The same key again changes nothing.

    Which lots change is what the engine's balance says with the posting less what it says without. Raises
    `PostingRefusedError` where the book leaves it to a person, `LotsOutOfStepError` when the lots kept are
    not those that the entries leave.
    """
    earlier = list(session.scalars(select(Entry).where(Entry.key == posting.key).order_by(Entry.id)))
    if earlier or posting.points == 0:
        return earlier
    lots = {lot.expires_on: lot for lot in session.scalars(select(Lot).where(Lot.member_id == member.id))}
    facts = [*_facts(session, member), _fact(posting.kind, posting.points, posting.on, posting.spent_on)]
    decision = _balance(engine, member, facts, now)
    if decision.outcome != "approved":
        raise PostingRefusedError(decision)
    changes = _changes(lots, decision, day_of(now))
    if sum(changes.values()) != posting.points:
        raise LotsOutOfStepError(
            f"member {member.id}: {posting.points} points would change lots by {changes}"
        )

    made = []
    for expires_on, change in sorted(changes.items()):
        if expires_on in lots:
            lots[expires_on].remainder += change
        else:
            session.add(Lot(member_id=member.id, expires_on=expires_on, remainder=change))
        made.append(
            Entry(
                member_id=member.id,
                kind=posting.kind,
                points=change,
                on=posting.on,
                spent_on=posting.spent_on,
                expires_on=expires_on,
                reason=posting.reason,
                clause=posting.clause,
                decision_id=posting.decision.id if posting.decision is not None else None,
                actor=posting.actor,
                key=posting.key,
                created_at=now,
            )
        )
    session.add_all(made)
    audit.record(
        session,
        posting.actor,
        f"points.{posting.kind}",
        f"member:{member.id}",
        {"points": posting.points, "key": posting.key, "reason": posting.reason},
        now,
    )
    session.flush()
    return made


def _changes(lots: Mapping[date, Lot], decision: Decision, today: date) -> dict[date, int]:
    """By lot that has not lapsed: how much the decision differs from what is kept."""
    kept = {day: lot.remainder for day, lot in lots.items() if day >= today}
    decided = {lot["expires_on"]: lot["points"] for lot in decision.figures["lots"]}
    differences = {day: decided.get(day, 0) - kept.get(day, 0) for day in kept | decided}
    return {day: difference for day, difference in differences.items() if difference}


def _balance(engine: Engine, member: Member, entries: list[dict[str, Any]], now: datetime) -> Decision:
    return engine.decide(decisions.request(member.programme, "balance", {"entries": entries}, now))


def _facts(session: Session, member: Member) -> list[dict[str, Any]]:
    columns = select(Entry.kind, Entry.points, Entry.on, Entry.spent_on)
    rows = session.execute(columns.where(Entry.member_id == member.id).order_by(Entry.id))
    return [_fact(*row) for row in rows]


def _fact(kind: EntryKind, points: int, on: date, spent_on: date | None) -> dict[str, Any]:
    fact: dict[str, Any] = {"kind": kind, "points": points, "on": on.isoformat()}
    if spent_on is not None:
        fact["spent_on"] = spent_on.isoformat()
    return fact
