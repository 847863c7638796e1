"""Points to be taken back that were spent already: staff settle them with the member."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger import store
from bot.ledger.models import Debt, DebtReason, Member


def owe(
    session: Session,
    member: Member,
    reason: DebtReason,
    points: int,
    *,
    subject: str,
    clause: str,
    actor: str,
    now: datetime,
) -> Debt:
    """Note what a member owes; the book says that the operator decides how it is made good."""
    debt = Debt(
        member_id=member.id,
        reason=reason,
        subject=subject,
        clause=clause,
        points=points,
        opened_at=now,
        opened_by=actor,
    )
    session.add(debt)
    session.flush()
    detail = {"debt": debt.id, "points": points, "clause": clause, "subject": subject}
    store.record_audit(session, actor, "debt.opened", f"member:{member.id}", detail, now)
    return debt


def open_debts(session: Session, member: Member) -> list[Debt]:
    """What a member still owes, the oldest first."""
    return list(
        session.scalars(
            select(Debt).where(Debt.member_id == member.id, Debt.settled_at.is_(None)).order_by(Debt.id)
        )
    )


def settle_debt(session: Session, debt_id: int, how: str, actor: str, now: datetime) -> Debt:
    """Staff and member are even. Doing it again changes nothing."""
    debt = session.get_one(Debt, debt_id, with_for_update=True, populate_existing=True)
    if debt.settled_at is None:
        debt.settled_at, debt.settled_by, debt.how = now, actor, how
        detail = {"debt": debt.id, "points": debt.points, "how": how}
        store.record_audit(session, actor, "debt.settled", f"member:{debt.member_id}", detail, now)
        session.flush()
    return debt
