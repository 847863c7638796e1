"""Points to be taken back that were spent already: staff settle them with the member."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Debt, DebtReason, Member
from bot.ledger.store import Act


@dataclass(frozen=True, slots=True)
class Owed:
    """Points that are to be taken back and are not there; for what, and by which clause."""

    reason: DebtReason
    points: int
    subject: str
    clause: str


def owe(act: Act, member: Member, owed: Owed) -> Debt:
    """Note what a member owes; the book says that the operator decides how it is made good."""
    debt = Debt(
        member_id=member.id,
        reason=owed.reason,
        subject=owed.subject,
        clause=owed.clause,
        points=owed.points,
        opened_at=act.now,
        opened_by=act.actor,
    )
    act.session.add(debt)
    act.session.flush()
    detail = {"debt": debt.id, "points": owed.points, "clause": owed.clause, "subject": owed.subject}
    act.note("debt.opened", f"member:{member.id}", detail)
    return debt


def open_debts(session: Session, member: Member) -> list[Debt]:
    """What a member still owes, the oldest first."""
    return list(
        session.scalars(
            select(Debt).where(Debt.member_id == member.id, Debt.settled_at.is_(None)).order_by(Debt.id)
        )
    )


def settle_debt(act: Act, debt_id: int, how: str) -> Debt:
    """Staff and member are even. Doing it again changes nothing."""
    debt = act.session.get_one(Debt, debt_id, with_for_update=True, populate_existing=True)
    if debt.settled_at is None:
        debt.settled_at, debt.settled_by, debt.how = act.now, act.actor, how
        detail = {"debt": debt.id, "points": debt.points, "how": how}
        act.note("debt.settled", f"member:{debt.member_id}", detail)
        act.session.flush()
    return debt
