"""Conversations that wait for a person, and what the people of customer service keep beside them."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.models.base import Base, Words, one_of
from bot.ledger.models.conversation import Conversation

CaseStatus = Literal["open", "pending", "snoozed", "resolved"]

# Why a case was opened: the member asked for a person, is angry, the bot had no answer twice in a row, a
# receipt needs a look, or a member of staff began it.
CaseReason = Literal["asked", "angry", "unanswered", "receipt", "staff"]

_NOT_RESOLVED = text("status <> 'resolved'")


class Case(Base):
    """A matter for customer service. A conversation has at most one that is not resolved.

    open: somebody of ours is to act; pending: the member is; snoozed: put off until `snoozed_until`. While it
    is open or pending and has an assignee, the conversation belongs to that person and the bot is silent.
    """

    __tablename__ = "support_case"
    __table_args__ = (
        one_of("status", CaseStatus),
        one_of("reason", CaseReason),
        Index(
            "uq_support_case_conversation",
            "conversation_id",
            unique=True,
            sqlite_where=_NOT_RESOLVED,
            postgresql_where=_NOT_RESOLVED,
        ),
        # The queues of the inbox: by status, the most urgent first, then who has waited longest.
        Index("ix_support_case_queue", "status", "priority", "waiting_since", "id"),
        Index("ix_support_case_assignee", "assignee", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"), index=True)
    reason: Mapped[CaseReason] = mapped_column(Words)
    priority: Mapped[int]  # 0 is the most urgent
    status: Mapped[CaseStatus] = mapped_column(Words, default="open")
    assignee: Mapped[str | None]  # login of the member of staff who holds it
    labels: Mapped[list[str]] = mapped_column(default=list)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    waiting_since: Mapped[datetime | None]  # since when the member waits for an answer
    taken_at: Mapped[datetime | None]  # by the first who took it
    first_answered_at: Mapped[datetime | None] = mapped_column(index=True)
    snoozed_until: Mapped[datetime | None]
    delay_told_at: Mapped[datetime | None]  # the member was told that it takes longer
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    resolved_by: Mapped[str | None]  # staff login, or `timer`
    reopened: Mapped[int] = mapped_column(default=0)  # how often

    conversation: Mapped[Conversation] = relationship()


class CaseNote(Base):
    """What staff write down for each other. The member never sees it."""

    __tablename__ = "case_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), index=True)
    author: Mapped[str]  # staff login
    text: Mapped[str]
    at: Mapped[datetime]


class Satisfaction(Base):
    """How a member found the help of a person: asked once per resolved case, answered or not."""

    __tablename__ = "satisfaction"

    case_id: Mapped[int] = mapped_column(ForeignKey("support_case.id"), primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime]
    score: Mapped[int | None]  # 1 (poor) to 5 (great)
    words: Mapped[str | None]
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
