"""Points: entries that are only ever added, and the lots they leave."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base, Words, one_of

EntryKind = Literal["spend", "welcome", "birthday", "bonus", "redeem", "adjust"]


class Entry(Base):
    """Points that came (positive) or went (negative) in one lot. The database refuses to change it."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("key", "expires_on"),
        # Holds all that an account is added up from, so that old entries themselves need not be read.
        Index("ix_entry_account", "member_id", "expires_on", "kind", "on_day", "points"),
        one_of("kind", EntryKind),
        CheckConstraint("points <> 0", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[EntryKind] = mapped_column(Words)
    points: Mapped[int]
    on: Mapped[date] = mapped_column("on_day")  # the day they were credited or taken
    spent_on: Mapped[date | None]  # the day of the purchase, where there is one
    expires_on: Mapped[date]  # names the lot: its last day
    reason: Mapped[str]
    clause: Mapped[str | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    actor: Mapped[str]
    key: Mapped[str]  # what it is for, once: a debit from several lots is one row per lot under one key
    created_at: Mapped[datetime]


class Lot(Base):
    """What is left of a member's points with the same last day. Follows from the entries."""

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint("remainder >= 0", name="remainder"),
        Index("ix_lot_expires_on", "expires_on"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    expires_on: Mapped[date] = mapped_column(primary_key=True)
    remainder: Mapped[int]
