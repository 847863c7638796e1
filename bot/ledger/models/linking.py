"""One-time codes that link a conversation to a membership, and the text messages that carry them."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.models.base import Base, Words, one_of
from bot.ledger.models.member import Member

SmsState = Literal["pending", "sent", "failed"]

_PENDING = text("state = 'pending'")


class LinkAttempt(Base):
    """One request for a code. Kept also when the number is nobody's, so that guessing numbers has a limit."""

    __tablename__ = "link_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    salt: Mapped[str]
    code_hash: Mapped[str]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    spent_at: Mapped[datetime | None]  # used, tried too often, or replaced by a newer code
    created_at: Mapped[datetime]

    member: Mapped[Member | None] = relationship()


class Sms(Base):
    """A text message to be sent. Who sends it words it: `kind` and `values` say what it is about."""

    __tablename__ = "sms"
    __table_args__ = (
        one_of("state", SmsState),
        Index("ix_sms_pending", "next_attempt_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str]
    language: Mapped[str]
    kind: Mapped[str]
    values: Mapped[dict[str, str]]
    state: Mapped[SmsState] = mapped_column(Words, default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
