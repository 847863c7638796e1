"""What a conversation and its case hold, for tests that look at all of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Case, CaseNote, ChatMessage


def messages_of(session: Session, conversation_id: int) -> list[ChatMessage]:
    """The whole conversation, both sides, in order."""
    return list(
        session.scalars(
            select(ChatMessage)
            .where(ChatMessage.conversation_id == conversation_id)
            .order_by(ChatMessage.seq)
        )
    )


def notes_of(session: Session, case: Case) -> list[CaseNote]:
    """The notes of a case, in order."""
    return list(session.scalars(select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)))
