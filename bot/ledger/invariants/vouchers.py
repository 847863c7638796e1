"""Vouchers: paid, used once and in time; stock: what was entered less what was issued."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

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
    for reward, stock in session.execute(select(Reward.id, Reward.stock).where(Reward.stock.is_not(None))):
        entered = session.execute(
            select(Audit.id, Audit.action, Audit.detail)
            .where(
                Audit.subject == f"reward:{reward}", Audit.action.in_(("reward.added", "reward.restocked"))
            )
            .order_by(Audit.id.desc())
            .limit(1)
        ).one_or_none()
        if entered is None:
            continue  # from before stock was noted: nothing to compare with
        base = (
            entered.detail["to"]
            if entered.action == "reward.restocked"
            else entered.detail["changes"]["stock"]["to"]
        )
        moved = (
            select(func.count())
            .select_from(Audit)
            .join(Voucher, Audit.subject == literal("voucher:") + cast(Voucher.id, String))
            .where(Voucher.reward_id == reward, Audit.id > entered.id)
        )
        issued = session.scalar(moved.where(Audit.action == "voucher.issued")) or 0
        put_back = (
            session.scalar(
                moved.where(Audit.action == "voucher.void", Audit.detail["stock"].as_string() == "put back")
            )
            or 0
        )
        left = base - issued + put_back
        if left != stock:
            detail = f"{base} were entered, {issued} issued and {put_back} put back since"
            yield Fault(f"reward:{reward}", detail, f"{left}", f"{stock}")
