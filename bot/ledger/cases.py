"""Handing a conversation to a person and back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.ledger import audit
from bot.ledger.models import Case, Conversation, Receipt

URGENT, USUAL = 0, 5


def open_case(
    session: Session,
    conversation: Conversation,
    *,
    reason: str,
    now: datetime,
    priority: int = USUAL,
    receipt: Receipt | None = None,
) -> tuple[Case, bool]:
    """The open case of a locked conversation, and whether it was opened now.

    The bot goes on answering until somebody takes the case.
    """
    case = current(session, conversation)
    if case is not None:
        case.priority = min(case.priority, priority)
        case.waiting_since = case.waiting_since or now
        case.receipt_id = case.receipt_id or (receipt.id if receipt is not None else None)
        return case, False
    case = Case(
        conversation=conversation,
        receipt_id=receipt.id if receipt is not None else None,
        reason=reason,
        priority=priority,
        opened_at=now,
        waiting_since=now,
    )
    session.add(case)
    session.flush()
    return case, True


def current(session: Session, conversation: Conversation) -> Case | None:
    """The conversation's case that is not closed."""
    return session.scalars(
        select(Case).where(Case.conversation_id == conversation.id, Case.status != "closed")
    ).one_or_none()


def queue(session: Session) -> list[Case]:
    """Cases that are not closed: the most urgent first, then who has waited longest."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.status != "closed")
            .order_by(Case.priority, Case.waiting_since, Case.id)
            .options(joinedload(Case.conversation, innerjoin=True))
        )
    )


def take(session: Session, case: Case, staff: str, now: datetime) -> None:
    """A member of staff takes over: the bot is silent from here on. The conversation is locked."""
    case.status = "taken"
    case.taken_by = staff
    case.conversation.owner = "person"
    audit.record(session, f"staff:{staff}", "case.taken", f"case:{case.id}", {}, now)


def close(session: Session, case: Case, staff: str, now: datetime) -> None:
    """The matter is settled and the bot answers again. The conversation is locked."""
    case.status = "closed"
    case.closed_at = now
    case.waiting_since = None
    case.conversation.owner = "bot"
    audit.record(session, f"staff:{staff}", "case.closed", f"case:{case.id}", {}, now)
