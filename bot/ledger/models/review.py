"""Receipts under review: who looks at which set, what was corrected, and what was said about it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.json_values import Json
from bot.ledger.models.base import Base, Document


class ReceiptClaim(Base):
    """A member of staff works on a set, until a moment that the open page keeps putting off."""

    __tablename__ = "receipt_claim"

    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), primary_key=True, autoincrement=False)
    staff: Mapped[str]
    until: Mapped[datetime]


class Correction(Base):
    """One fact of a set was changed. The database refuses to change the note of it."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_at", "at", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    field: Mapped[str]  # as the engine's facts name it
    old: Mapped[Json] = mapped_column(Document, nullable=True)
    new: Mapped[Json] = mapped_column(Document, nullable=True)
    actor: Mapped[str]  # member:12, staff:amy
    at: Mapped[datetime]


class ReceiptRemark(Base):
    """Words about a set: why the member objects, why staff decided against the rules, a word to members."""

    __tablename__ = "receipt_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    author: Mapped[str]  # member:12, staff:amy
    text: Mapped[str]
    at: Mapped[datetime]
