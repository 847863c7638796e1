"""Conversations that are mirrored in an operator's Chatwoot."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.models.base import Base
from bot.ledger.models.conversation import Conversation


class ChatwootLink(Base):
    """One of our conversations and its mirror there."""

    __tablename__ = "chatwoot_link"

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id"), primary_key=True, autoincrement=False
    )
    chatwoot_id: Mapped[int | None] = mapped_column(unique=True)  # None until it was made there
    contact: Mapped[str]  # what the member's side is called there; says nothing about the member
    mirrored_seq: Mapped[int]  # the last message that agents see there
    status: Mapped[str]  # as Chatwoot knows it
    attempts: Mapped[int] = mapped_column(default=0)  # failures in a row
    next_attempt_at: Mapped[datetime]  # also a lease: until then another process has it

    conversation: Mapped[Conversation] = relationship()
