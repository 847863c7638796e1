"""Birthday points on the first of the month, and the double points of the month before, late in the month."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import exists, extract, func, select
from sqlalchemy.orm import Session

from bot.clock import HONG_KONG
from bot.json_values import JsonObject, json_number
from bot.ledger import store
from bot.ledger.models import DecisionRecord, Entry, Member, Receipt
from bot.ledger.points import entries as points
from bot.ledger.points import tiers
from bot.ledger.store import Batch, RuledAct
from bot.rules import BirthdayFigures, Clause, Decision, Engine, Pack
from bot.rules.dates import day_of, first_of_month
from bot.rules.kinds.expiry import expiry_of

# The figure, of an interpretation, that says from which day of the month "late in the month" is.
LATE = "late"


@dataclass(frozen=True, slots=True)
class BirthdayDouble:
    """The set that brought a member double points in a month, and how many."""

    receipt: Receipt
    decision: DecisionRecord
    points: int


def born_in(session: Session, programme: str, month: int, batch: Batch) -> list[int]:
    """Ids of those active members, in order, with a birthday in a month."""
    return list(
        session.scalars(
            select(Member.id)
            .where(
                Member.programme == programme,
                Member.status == "active",
                extract("month", Member.birthday) == month,
                Member.id > batch.after,
                batch.which,
            )
            .order_by(Member.id)
            .limit(batch.limit)
        )
    )


def grant_birthday(act: RuledAct, member: Member, on: date) -> Decision[BirthdayFigures]:
    """Credit a locked member's birthday points of the year of `on`, if the rules grant them.

    The tier is the one at the beginning of the day, so that it does not matter when of the day this happens.
    """
    key = f"birthday:{member.id}:{on.year}"
    credits = [credit for credit in points.credits(act.session, member) if credit[0] < on]
    facts: JsonObject = {
        "member": {
            "joined": member.joined.isoformat(),
            "tier": tiers.standing_on(act.engine, member, credits, on).tier,
            "status": member.status,
            "birthday": member.birthday.isoformat() if member.birthday else None,
        },
        "granted_this_year": act.session.scalar(select(exists().where(Entry.key == key))),
    }
    request = store.decision_request(
        member.programme, "birthday", facts, datetime.combine(on, time(), HONG_KONG)
    )
    decision = act.engine.decide(request).of(BirthdayFigures)
    if decision.outcome == "approved":
        kept = store.record_decision(act.session, request, decision, member, act.now)
        granted, clause = decision.figures.points, decision.clauses[0]
        _credit(act, member, _posting(act, granted, on, key, clause), kept)
    return decision


def double_clause(engine: Engine, programme: str) -> Clause:
    """The clause that doubles points in the birthday month. Raises KeyError where there is none."""
    return engine.pack(programme).deciding["earn", "birthday_doubles"]


def birthday_double_day(pack: Pack, month: date) -> date:
    """The day of a month on which the double points of the month before are credited."""
    number = pack.reading(LATE)
    return month.replace(day=number)


def born_last_month_with_receipt(session: Session, programme: str, month: date, batch: Batch) -> list[int]:
    """Ids of those active members, in order, with a set that brings double points in a month."""
    first = first_of_month(month, -1)
    credited_in = DecisionRecord.answer["birthday_credited_in"].as_string()
    return list(
        session.scalars(
            select(Receipt.member_id)
            .join(DecisionRecord, DecisionRecord.id == Receipt.decision_id)
            .join(Member, Member.id == Receipt.member_id)
            .where(
                Receipt.programme == programme,
                Receipt.issued_on >= first,
                Receipt.issued_on < month,
                Receipt.state == "credited",
                Receipt.member_id > batch.after,
                Member.status == "active",
                batch.which,
                credited_in == f"{month:%Y-%m}",
            )
            .group_by(Receipt.member_id)
            .order_by(Receipt.member_id)
            .limit(batch.limit)
        )
    )


def grant_birthday_double(act: RuledAct, member: Member, on: date) -> BirthdayDouble | None:
    """Credit a locked member the double points of the month before `on`: of the first set handed in, once.

    What was taken back of the set's own points is not doubled.
    """
    double = _double(act.session, member, on)
    if double is None or double.points <= 0:
        return None
    key = f"birthday-double:{member.id}:{on:%Y-%m}"
    clause = double_clause(act.engine, member.programme).id
    _credit(act, member, _posting(act, double.points, on, key, clause), double.decision)
    return double


def _double(session: Session, member: Member, on: date) -> BirthdayDouble | None:
    month = on.replace(day=1)
    found = session.scalars(
        select(Receipt)
        .join(DecisionRecord, DecisionRecord.id == Receipt.decision_id)
        .where(
            Receipt.member_id == member.id,
            Receipt.state == "credited",
            DecisionRecord.answer["birthday_credited_in"].as_string() == f"{month:%Y-%m}",
        )
        .order_by(Receipt.submitted_at, Receipt.id)
        .limit(1)
    ).one_or_none()
    if found is None or found.decision is None:
        return None
    left = session.scalar(
        select(func.coalesce(func.sum(Entry.points), 0)).where(
            Entry.member_id == member.id, Entry.reason == f"receipt:{found.id}"
        )
    )
    return BirthdayDouble(
        found, found.decision, min(json_number(found.decision.answer["birthday_points"]), int(left or 0))
    )


def _posting(act: RuledAct, amount: int, on: date, key: str, clause: str) -> points.Posting:
    return points.Posting(
        kind="birthday", points=amount, on=on, key=key, reason=key, actor=act.actor, clause=clause
    )


def _credit(act: RuledAct, member: Member, posting: points.Posting, decision: DecisionRecord) -> None:
    pack = act.engine.pack(member.programme)
    # A day so long past that its points have lapsed by now would cost the member what we were late with.
    today = day_of(act.now)
    lapsed = expiry_of(pack.deciding["balance", "points_lapse"], posting.on) < today
    credited = replace(posting, on=today if lapsed else posting.on, decision_id=decision.id)
    points.post(act.session, act.engine, member, credited, act.now)
