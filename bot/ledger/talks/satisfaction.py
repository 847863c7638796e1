"""How members found the help of a person: asked once per case, answered by a score and perhaps words."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Case, Conversation, Satisfaction

LONGEST_WORDS = 2000


def ask_satisfaction(session: Session, case: Case, now: datetime) -> bool:
    """Whether the member is to be asked now: once per case, and only where a person answered."""
    if case.first_answered_at is None or session.get(Satisfaction, case.id) is not None:
        return False
    session.add(Satisfaction(case_id=case.id, asked_at=now))
    session.flush()
    return True


def satisfaction_question(session: Session, conversation: Conversation, case_id: int) -> Satisfaction | None:
    """The question about a case of that conversation, if it was asked."""
    return session.scalars(
        select(Satisfaction)
        .join(Case, Case.id == Satisfaction.case_id)
        .where(Satisfaction.case_id == case_id, Case.conversation_id == conversation.id)
    ).one_or_none()


def score_satisfaction(asked: Satisfaction, value: int, now: datetime) -> None:
    """The member's score, 1 to 5; of several the last one counts. Raises ValueError."""
    if not 1 <= value <= 5:
        raise ValueError(f"no score: {value}")
    asked.score, asked.answered_at = value, now


def comment_satisfaction(asked: Satisfaction, text: str, now: datetime) -> None:
    """What the member has to say, in place of what was said before."""
    asked.words, asked.answered_at = text[:LONGEST_WORDS], now
