"""Answers that customer service gives often."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base


class CannedReply(Base):
    """One answer in every language; `texts` may hold placeholders for a member's figures."""

    __tablename__ = "canned_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    texts: Mapped[dict[str, str]]
    updated_at: Mapped[datetime]
