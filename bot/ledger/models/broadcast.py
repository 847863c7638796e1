"""A notice to all members who agreed to get news."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base, Words, one_of

BroadcastState = Literal["draft", "sending", "paused", "sent", "stopped"]


class Broadcast(Base):
    """One notice in every language, and how far it was sent: members are told in the order of their ids."""

    __tablename__ = "broadcast"
    __table_args__ = (one_of("state", BroadcastState), CheckConstraint("per_minute > 0", name="per_minute"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    title: Mapped[str]  # for staff only
    texts: Mapped[dict[str, str]]  # by language
    tiers: Mapped[list[str]] = mapped_column(default=list)  # only members of these; empty: all
    per_minute: Mapped[int]
    state: Mapped[BroadcastState] = mapped_column(Words, default="draft")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)
    last_member_id: Mapped[int] = mapped_column(default=0)
    next_batch_at: Mapped[datetime | None]
