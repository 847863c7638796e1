"""Receipts: each brought its points, and counts once; what was decided still stands."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.ledger import store
from bot.ledger.invariants.account import Account, Fault, Faults, Rules
from bot.ledger.models import DecisionRecord, Entry, Receipt, Voucher

_BATCH = 500


def receipts_brought_their_points(account: Account, _rules: Rules) -> Faults:
    """A credited receipt brought the points it says, any other none."""
    posted = account.posted
    for receipt in account.receipts:
        brought = posted.get(f"receipt:{receipt.id}", 0)
        says = receipt.points if receipt.state == "credited" else 0
        if says is None or says != brought:
            found = f"{brought} points were credited"
            yield Fault(f"receipt:{receipt.id}", f"is {receipt.state}", f"{says} points", found)


def receipts_count_once(session: Session) -> Iterator[Fault]:
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
                found = f"receipt:{first} and receipt:{receipt.id}"
                yield Fault(f"receipt:{receipt.id}", "was credited before", f"receipt:{first} alone", found)


def decisions_stand(session: Session, rules: Rules) -> Iterator[Fault]:
    """What was credited or issued is still what the engine decides on the same request."""
    used = or_(
        DecisionRecord.id.in_(select(Voucher.decision_id)),
        DecisionRecord.id.in_(select(Entry.decision_id).where(Entry.decision_id.is_not(None))),
    )
    for kept in session.scalars(select(DecisionRecord).where(used).execution_options(yield_per=_BATCH)):
        outcome = store.replay_decision(rules.engine, kept).outcome
        if outcome != kept.outcome:
            detail = f"was decided under {kept.edition}"
            yield Fault(f"decision:{kept.id}", detail, outcome, kept.outcome)
