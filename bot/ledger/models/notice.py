"""What members are told without having asked."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.json_values import Json
from bot.ledger.models.base import Base, Document, Words, one_of
from bot.ledger.models.documents import NoticeButton

NoticeState = Literal["waiting", "pending", "posted", "dropped"]

_PENDING = text("state = 'pending'")


class Notice(Base):
    """One thing to tell a member, once by its key. Its words are kept until they are in a conversation.

    `waiting`: no conversation is linked; `pending`: one is, and was busy; `dropped`: none was linked in time.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        one_of("state", NoticeState),
        Index("ix_notice_pending", "member_id", sqlite_where=_PENDING, postgresql_where=_PENDING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"))  # where it belongs
    key: Mapped[str]
    texts: Mapped[dict[str, str]]  # by language
    buttons: Mapped[list[NoticeButton]] = mapped_column(Document, default=list)  # titles by language, payload
    custom: Mapped[dict[str, Json]] = mapped_column(default=dict)
    state: Mapped[NoticeState] = mapped_column(Words, default="waiting")
    until: Mapped[date]  # after this day it is no news any more
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    created_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
