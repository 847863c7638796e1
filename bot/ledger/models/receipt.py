"""Receipts from the photo to the points, and the photos waiting to be read."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.json_values import Json
from bot.ledger.models.base import Base, Document, Words, one_of
from bot.ledger.models.decision import DecisionRecord
from bot.ledger.models.documents import SentPhoto, SetReading
from bot.ledger.models.member import Member

ReceiptState = Literal[
    "received",
    "read",
    "awaiting_confirmation",
    "awaiting_review",
    "approved",
    "credited",
    "rejected",
    "withdrawn",
    "awaiting_photo",
]
Via = Literal["upload", "email", "desk"]
PhotoKind = Literal["receipt", "proof", "unknown"]
JobState = Literal["waiting", "done"]


class Receipt(Base):
    """A set: one shop receipt with its proof of payment.

    `facts` are the receipt's facts as the engine takes them, corrected by the member; `reading` is what was
    read. The columns beside them repeat facts that duplicates are looked for by.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        one_of("state", ReceiptState),
        one_of("via", Via),
        Index("ix_receipt_number", "programme", "number_key", "issued_on"),
        Index("ix_receipt_issued", "programme", "issued_on", "total"),
        Index("ix_receipt_submitted", "programme", "submitted_at"),
        Index("ix_receipt_waiting", "state", "updated_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    state: Mapped[ReceiptState] = mapped_column(Words, default="received")
    via: Mapped[Via] = mapped_column(Words, default="upload")
    reading: Mapped[SetReading] = mapped_column(Document, default=dict)
    facts: Mapped[dict[str, Json]] = mapped_column(default=dict)
    number_key: Mapped[str | None]  # the receipt number, folded
    issued_at: Mapped[datetime | None]
    issued_on: Mapped[date | None]
    total: Mapped[Decimal | None]
    points: Mapped[int | None]  # credited
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))  # the last one
    submitted_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    member: Mapped[Member] = relationship()
    decision: Mapped[DecisionRecord | None] = relationship()
    photos: Mapped[list["ReceiptPhoto"]] = relationship(order_by="ReceiptPhoto.id")


class ReceiptPhoto(Base):
    """A photo of a set. The picture itself lies in the photo store under `key`."""

    __tablename__ = "receipt_photo"
    __table_args__ = (one_of("kind", PhotoKind),)

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    kind: Mapped[PhotoKind] = mapped_column(Words)
    size: Mapped[int]  # bytes
    fingerprint: Mapped[str | None] = mapped_column(index=True)  # of what it shows
    deleted_at: Mapped[datetime | None]


class ReceiptStep(Base):
    """A receipt went from one state to the next."""

    __tablename__ = "receipt_step"
    __table_args__ = (Index("ix_receipt_step_after", "after", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    before: Mapped[str | None]
    after: Mapped[str]
    actor: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]


class PhotoJob(Base):
    """Photos of one turn that wait to be read: `key` in the photo store, `name` and `size` of each."""

    __tablename__ = "photo_job"
    __table_args__ = (
        one_of("state", JobState),
        Index(
            "ix_photo_job_waiting",
            "conversation_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    photos: Mapped[list[SentPhoto]] = mapped_column(Document)
    state: Mapped[JobState] = mapped_column(Words, default="waiting")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
