"""Conversations that wait for a person."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.models.base import Base, Words, one_of
from bot.ledger.models.conversation import Conversation

CaseStatus = Literal["open", "taken", "closed"]

_NOT_CLOSED = text("status <> 'closed'")


class Case(Base):
    """A matter for customer service. A conversation has at most one that is not closed."""

    __tablename__ = "support_case"
    __table_args__ = (
        one_of("status", CaseStatus),
        Index(
            "uq_support_case_conversation",
            "conversation_id",
            unique=True,
            sqlite_where=_NOT_CLOSED,
            postgresql_where=_NOT_CLOSED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    reason: Mapped[str]
    priority: Mapped[int]  # 0 is the most urgent
    status: Mapped[CaseStatus] = mapped_column(Words, default="open")
    taken_by: Mapped[str | None]
    opened_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]  # when the member last waited for an answer
    closed_at: Mapped[datetime | None]

    conversation: Mapped[Conversation] = relationship()
