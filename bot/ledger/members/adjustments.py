"""What staff do to a membership, each with a reason: points, refunds, suspension, vouchers, debts.

All of it happens to a locked member (`endings.lock`) and is noted; who is told what is said elsewhere. `key`
names the request: the same one again changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.json_values import Json, json_object, json_objects
from bot.ledger import points, rewards, store
from bot.ledger.models import Audit, Debt, DeletionRequest, Entry, Member, Receipt, Voucher
from bot.ledger.points import GIVEN_BACK, Owed, Posting
from bot.ledger.store import Act, RuledAct
from bot.rules import EarnFigures, Engine
from bot.rules.dates import day_of
from bot.rules.kinds.expiry import expiry_of


class AdjustmentError(Exception):
    """It cannot be done as things stand: `why` is `spent`, `lapsed`, `not_credited`, `too_much`, `nothing`,
    `used`, `status` or `none`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Taken:
    """Points taken back; those that were spent already are owed."""

    taken: int
    owed: int


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Points to give, or to take (negative). `year` is that of the purchase they stand for."""

    amount: int
    year: int | None


def adjust(act: RuledAct, member: Member, adjustment: Adjustment, *, reason: str, key: str) -> None:
    """Give a member points, or take some.

    Raises `AdjustmentError`: `spent` for more than there is, `lapsed` for a year whose points have lapsed.
    """
    amount, year = adjustment.amount, adjustment.year
    today = day_of(act.now)
    spent_on = None if year is None else min(today, date(year, 12, 31))
    posting = Posting(
        kind="adjust",
        points=amount,
        on=today,
        spent_on=spent_on,
        key=f"adjust:{member.id}:{key}",
        reason=reason,
        actor=act.actor,
    )
    if amount > 0 and _last_day(act.engine, member, spent_on or today) < today:
        raise AdjustmentError("lapsed")
    try:
        points.post(act.session, act.engine, member, posting, act.now)
    except points.PostingRefusedError:
        raise AdjustmentError("spent") from None


def refund(act: RuledAct, receipt: Receipt, amount: Decimal | None, *, reason: str, key: str) -> Taken:
    """Take back the points of goods returned: those of `amount` (money), or all of the set without one.

    What a set brings after returns is what the rules give for the rest; double points go with the single
    ones. What was spent already becomes a debt. Raises `AdjustmentError`.
    """
    if receipt.state != "credited" or receipt.points is None:
        raise AdjustmentError("not_credited")
    member, subject = receipt.member, f"receipt:{receipt.id}"
    earlier = _returned(act.session, subject)
    if any(note["key"] == key for note in earlier):
        return Taken(0, 0)
    total = receipt.total or Decimal(0)
    before = sum((Decimal(str(note["amount"])) for note in earlier), Decimal(0))
    returned = total if amount is None else before + amount
    if amount is not None and not 0 < returned <= total:
        raise AdjustmentError("too_much")
    due = (
        _brought(act.session, receipt)
        - _deserved(act.session, act.engine, receipt, returned)
        - _taken(act.session, receipt)
    )
    taken = min(max(due, 0), points.spendable(act.session, member, day_of(act.now)))
    clause = act.engine.pack(member.programme).role("goods_returned").id
    posting = Posting(
        kind="adjust",
        points=-taken,
        on=day_of(act.now),
        spent_on=receipt.issued_on,
        key=f"refund:{receipt.id}:{key}",
        reason=subject,
        actor=act.actor,
        clause=clause,
    )
    points.post(act.session, act.engine, member, posting, act.now)
    owed = max(due, 0) - taken
    if owed:
        points.owe(act, member, Owed("refund", owed, subject, clause))
    detail: dict[str, object] = {
        "amount": str(returned - before),
        "points": taken,
        "owed": owed,
        "reason": reason,
        "key": key,
    }
    act.note("receipt.refunded", subject, detail)
    act.session.flush()
    return Taken(taken, owed)


def suspend(act: RuledAct, member: Member, *, void_points: bool, reason: str) -> int:
    """Suspend a membership for misuse, with its points void if so decided; how many that were."""
    if member.status != "active":
        raise AdjustmentError("status")
    member.status = "suspended"
    voided = points.spendable(act.session, member, day_of(act.now)) if void_points else 0
    posting = Posting(
        kind="adjust",
        points=-voided,
        on=day_of(act.now),
        key=f"misuse:{member.id}:{act.now.isoformat()}",
        reason=reason,
        actor=act.actor,
        clause=act.engine.pack(member.programme).role_id("misuse"),
    )
    points.post(act.session, act.engine, member, posting, act.now)
    detail = {"reason": reason, "points": voided}
    act.note("member.suspended", f"member:{member.id}", detail)
    act.session.flush()
    return voided


def reinstate(act: Act, member: Member, *, reason: str) -> None:
    """End a suspension. Points that were made void stay so."""
    if member.status != "suspended":
        raise AdjustmentError("status")
    member.status = "active"
    act.note("member.reinstated", f"member:{member.id}", {"reason": reason})
    act.session.flush()


def void_voucher(act: RuledAct, voucher: Voucher, *, give_back: bool, put_back: bool, reason: str) -> int:
    """Withdraw a voucher that was not used; the points given back for it.

    By the rules a redemption cannot be undone, so points come back only when staff decide so, each to the
    lot it was taken from; those of a lot that has lapsed meanwhile do not.
    """
    if not rewards.void_voucher(act, voucher, reason, put_back=put_back):
        raise AdjustmentError("used")
    if not give_back:
        return 0
    given, member = 0, act.session.get_one(Member, voucher.member_id)
    lapse = act.engine.pack(member.programme).deciding["balance", "points_lapse"]
    taken = act.session.execute(
        select(Entry.expires_on, Entry.points)
        .where(Entry.key == f"voucher:{voucher.id}")
        .order_by(Entry.expires_on)
    ).all()
    for last_day, amount in taken:
        if last_day < day_of(act.now):
            continue
        posting = Posting(
            kind="adjust",
            points=-amount,
            on=day_of(act.now),
            spent_on=date(last_day.year - lapse.count("after"), 1, 1),
            key=f"{GIVEN_BACK}voucher:{voucher.id}:{last_day}",
            reason=reason,
            actor=act.actor,
        )
        points.post(act.session, act.engine, member, posting, act.now)
        given -= amount
    return given


def settle_debt(act: Act, member: Member, debt_id: int, *, how: str) -> Debt:
    """Staff and member are even about points that were owed."""
    debt = act.session.get(Debt, debt_id)
    if debt is None or debt.member_id != member.id or debt.settled_at is not None:
        raise AdjustmentError("none")
    return points.settle_debt(act, debt_id, how)


def keep_account(act: Act, member: Member, *, reason: str) -> None:
    """The member thought better of leaving: the request to delete the account is withdrawn."""
    request = act.session.get(DeletionRequest, member.id)
    if request is None or request.done_at is not None:
        raise AdjustmentError("none")
    act.session.delete(request)
    act.note("deletion.withdrawn", f"member:{member.id}", {"reason": reason})
    act.session.flush()


# --------------------------------------------------------------------------------------------------------


def _last_day(engine: Engine, member: Member, day: date) -> date:
    return expiry_of(engine.pack(member.programme).deciding["balance", "points_lapse"], day)


def _returned(session: Session, subject: str) -> list[dict[str, Json]]:
    """What was returned of a set before."""
    return list(
        session.scalars(
            select(Audit.detail)
            .where(Audit.subject == subject, Audit.action == "receipt.refunded")
            .order_by(Audit.id)
        )
    )


def _brought(session: Session, receipt: Receipt) -> int:
    """The points that a set brought, single and double."""
    return (receipt.points or 0) + _doubled(session, receipt)


def _doubled(session: Session, receipt: Receipt) -> int:
    if receipt.decision_id is None:
        return 0
    return _sum(session, Entry.kind == "birthday", Entry.decision_id == receipt.decision_id)


def _deserved(session: Session, engine: Engine, receipt: Receipt, returned: Decimal) -> int:
    """What the set brings without what was returned of it, by the rules that it was credited by."""
    if returned >= (receipt.total or 0) or receipt.decision is None:
        return 0
    request = receipt.decision.request
    facts, bought = request["facts"], json_object(request["facts"]["receipt"])
    deductions = [*json_objects(bought.get("deductions")), {"kind": "discount", "amount": str(returned)}]
    left = {**facts, "receipt": {**bought, "deductions": deductions}}
    asked = store.decision_request(receipt.programme, "earn", left, datetime.fromisoformat(request["now"]))
    decision, brought = engine.decide(asked).of(EarnFigures), receipt.points or 0
    if decision.outcome == "review":  # a person approved it: the share of what is left
        total = receipt.total or Decimal(1)
        single = int(brought * (total - returned) / total)
    else:
        single = min(decision.figures.points, brought)
    return int(single + min(single, _doubled(session, receipt)))


def _taken(session: Session, receipt: Receipt) -> int:
    """The points that were taken back for a set before, or are owed for it."""
    subject = f"receipt:{receipt.id}"
    owed = session.scalar(select(func.coalesce(func.sum(Debt.points), 0)).where(Debt.subject == subject))
    return int(owed or 0) - _sum(session, Entry.key.like(f"refund:{receipt.id}:%"))


def _sum(session: Session, *which: ColumnElement[bool]) -> int:
    total = session.scalar(select(func.coalesce(func.sum(Entry.points), 0)).where(*which))
    return int(total or 0)
