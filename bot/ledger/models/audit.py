"""What was done to points, vouchers, links and accounts, and by whom."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.json_values import Json
from bot.ledger.models.base import Base


class Audit(Base):
    """One act. The database refuses to change it; it names people by ids only."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_subject", "subject"),
        Index("ix_audit_action", "action", "at"),
        Index("ix_audit_actor", "actor", "id"),
        Index("ix_audit_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # member:12, staff:amy, timer:lapse
    action: Mapped[str]  # voucher.issued
    subject: Mapped[str]  # voucher:7
    detail: Mapped[dict[str, Json]]


class DeletionRequest(Base):
    """A member asked for the account to be deleted."""

    __tablename__ = "deletion_request"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, autoincrement=False)
    requested_at: Mapped[datetime]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
