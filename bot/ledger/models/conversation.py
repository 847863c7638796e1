"""Conversations and their messages: transcript, inbox and outbox in one table."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.json_values import Json
from bot.ledger.models.base import Base, Document, Words, one_of
from bot.ledger.models.documents import ButtonJson, SentPhoto, UnderstandingJson
from bot.ledger.models.member import Member

Owner = Literal["bot", "person"]
Direction = Literal["in", "out"]
Delivery = Literal["pending", "sent", "failed"]

_INCOMING = text("direction = 'in'")
_PENDING = text("delivery = 'pending'")
_KEYED = text("key IS NOT NULL")
_PHOTOS = text("photos <> '[]'")


class Conversation(Base):
    """One person on one channel. Its row is the lock of everything that happens in it."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "sender"), one_of("owner", Owner))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    sender: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    language: Mapped[str]
    language_fixed: Mapped[bool] = mapped_column(default=False)  # the member chose it
    flow: Mapped[str | None]
    flow_id: Mapped[str | None]  # buttons of the flow carry it, so that those of an earlier one go stale
    flow_state: Mapped[dict[str, Json]] = mapped_column(default=dict)
    context: Mapped[dict[str, Json]] = mapped_column(default=dict)  # what follow-up questions refer to
    owner: Mapped[Owner] = mapped_column(Words, default="bot")
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    member: Mapped[Member | None] = relationship()


class ChatMessage(Base):
    """One message. Incoming ones are unique by the platform's id; outgoing ones carry their delivery."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        one_of("direction", Direction),
        one_of("delivery", Delivery),
        Index(
            "uq_message_incoming",
            "conversation_id",
            "platform_message_id",
            unique=True,
            sqlite_where=_INCOMING,
            postgresql_where=_INCOMING,
        ),
        Index("ix_message_created_at", "created_at"),
        Index(
            "uq_message_key",
            "conversation_id",
            "key",
            unique=True,
            sqlite_where=_KEYED,
            postgresql_where=_KEYED,
        ),
        Index("ix_message_photos", "created_at", sqlite_where=_PHOTOS, postgresql_where=_PHOTOS),
        Index("ix_message_pending", "next_attempt_at", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    seq: Mapped[int]
    direction: Mapped[Direction] = mapped_column(Words)
    author: Mapped[str]  # member, bot, or `staff:` and the login of who wrote it
    text: Mapped[str]
    photos: Mapped[list[SentPhoto]] = mapped_column(Document, default=list)
    understanding: Mapped[UnderstandingJson | None] = mapped_column(Document)
    buttons: Mapped[list[ButtonJson]] = mapped_column(Document, default=list)
    custom: Mapped[dict[str, Json]] = mapped_column(default=dict)
    image: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    image_alt: Mapped[str | None]
    in_reply_to: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    platform_message_id: Mapped[str | None]
    key: Mapped[str | None]  # what must be said once: a form of the desk that is sent twice
    created_at: Mapped[datetime]
    delivery: Mapped[Delivery | None] = mapped_column(Words)  # None for incoming messages
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # what the platform said last

    conversation: Mapped[Conversation] = relationship()
