"""Vouchers: paid, used once and in time; stock: what was entered less what was issued."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Select, String, Subquery, case, cast, func, literal, select
from sqlalchemy.orm import Session

from bot.json_values import json_number
from bot.ledger import store
from bot.ledger.invariants.account import Account, Fault, Faults, Rules
from bot.ledger.models import Audit, Reward, Voucher
from bot.rules.dates import day_of


def vouchers_are_paid(account: Account, _rules: Rules) -> Faults:
    """Every voucher was paid with the points it says."""
    posted = account.posted
    for voucher in account.vouchers:
        paid = -posted.get(f"voucher:{voucher.id}", 0)
        if paid != voucher.points:
            yield Fault(
                f"voucher:{voucher.id}", "was not paid with its price", f"{voucher.points}", f"{paid}"
            )


def points_were_taken_for_vouchers(account: Account, _rules: Rules) -> Faults:
    """Points taken for a voucher belong to one that was issued to that member."""
    issued = {f"voucher:{voucher.id}" for voucher in account.vouchers}
    for key, points in sorted(account.posted.items()):
        if key.startswith("voucher:") and key not in issued:
            yield Fault(
                account.subject, f"points were taken for {key}, which is not theirs", "0", f"{-points}"
            )


def vouchers_are_used_in_time(account: Account, _rules: Rules) -> Faults:
    """A used voucher says when and where, not before its issue nor after its last day; any other does not."""
    for voucher in account.vouchers:
        subject = f"voucher:{voucher.id}"
        used_at, where = voucher.used_at, voucher.used_where
        if voucher.state != "used":
            if used_at is not None or where is not None:
                yield Fault(subject, f"is {voucher.state}", "not used", f"used at {used_at} in {where}")
        elif used_at is None or where is None:
            yield Fault(subject, "is used", "when and where", f"at {used_at} in {where}")
        elif not voucher.issued_at <= used_at or day_of(used_at) > voucher.valid_until:
            good = f"from {voucher.issued_at} to {voucher.valid_until}"
            yield Fault(subject, "was used when it was not good", good, f"{used_at}")


def vouchers_end_for_a_reason(account: Account, rules: Rules) -> Faults:
    """One that lapsed is past its last day; one that was taken back says why."""
    today = day_of(rules.now)
    for voucher in account.vouchers:
        if voucher.state == "lapsed" and voucher.valid_until >= today:
            yield Fault(f"voucher:{voucher.id}", "has lapsed", f"after {voucher.valid_until}", f"{today}")
        elif (voucher.state == "void") != (voucher.void_reason is not None):
            found = f"{voucher.state}: {voucher.void_reason}"
            yield Fault(f"voucher:{voucher.id}", "has a reason without being void, or none", "both", found)


def vouchers_are_noted(account: Account, _rules: Rules) -> Faults:
    """The audit trail has one issue of each voucher, one use of each used one and none of the others."""
    for voucher in account.vouchers:
        subject = f"voucher:{voucher.id}"
        noted = Counter(note.action for note in account.notes.get(subject, ()))
        for action, times in (
            ("voucher.issued", 1),
            ("voucher.used", int(voucher.state == "used")),
            ("voucher.void", int(voucher.state == "void")),
        ):
            if noted[action] != times:
                detail = f"is {voucher.state}; notes of {action}"
                yield Fault(subject, detail, f"{times}", f"{noted[action]}")


def stock_is_what_was_not_issued(session: Session) -> Iterator[Fault]:
    """A limited stock is what was last entered by hand, less what was issued since and not put back."""
    moved = {row.reward_id: row for row in session.execute(_moved())}
    for reward, stock, entered in session.execute(_entered()):
        base = json_number(next(edit.new for edit in store.edits_in(entered) if edit.field == "stock"))
        issued, put_back = (moved[reward].issued, moved[reward].put_back) if reward in moved else (0, 0)
        left = base - issued + put_back
        if left != stock:
            detail = f"{base} were entered, {issued} issued and {put_back} put back since"
            yield Fault(f"reward:{reward}", detail, f"{left}", f"{stock}")


def _last_entered() -> Subquery:
    """The last note of each reward that says what was entered; none from before that was noted."""
    return (
        select(Audit.subject, func.max(Audit.id).label("note"))
        .where(Audit.action.in_(("reward.added", "reward.restocked")))
        .group_by(Audit.subject)
        .subquery()
    )


def _entered() -> Select[str, int | None, Audit]:
    """Every reward of limited stock, with what was last entered."""
    last = _last_entered()
    return (
        select(Reward.id, Reward.stock, Audit)
        .join(last, last.c.subject == literal("reward:") + Reward.id)
        .join(Audit, Audit.id == last.c.note)
        .where(Reward.stock.is_not(None))
        .order_by(Reward.id)
    )


def _moved() -> Select[str, int, int]:
    """How many vouchers of each reward were issued and put back since."""
    last = _last_entered()
    put_back = (Audit.action == "voucher.void") & (Audit.detail["stock"].as_string() == "put back")
    return (
        select(
            Voucher.reward_id,
            func.count(case((Audit.action == "voucher.issued", 1))).label("issued"),
            func.count(case((put_back, 1))).label("put_back"),
        )
        .join(Audit, Audit.subject == literal("voucher:") + cast(Voucher.id, String))
        .join(last, last.c.subject == literal("reward:") + Voucher.reward_id)
        .where(Audit.id > last.c.note, Audit.action.in_(("voucher.issued", "voucher.void")))
        .group_by(Voucher.reward_id)
    )
