"""What time brings, each thing once; and what members owe after a return or an early end."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base, Words, one_of

DebtReason = Literal["refund", "welcome"]

_NOT_DONE = text("done_at IS NULL")
_OPEN = text("settled_at IS NULL")


class TimerRun(Base):
    """One thing that fell due on a day. It is done in the transaction that says so, and never again."""

    __tablename__ = "timer_run"
    __table_args__ = (
        UniqueConstraint("timer", "subject", "due_on"),
        Index("ix_timer_run_failed", "next_attempt_at", sqlite_where=_NOT_DONE, postgresql_where=_NOT_DONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    timer: Mapped[str]
    subject: Mapped[str]  # member:12; empty: the whole day of the timer
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    next_attempt_at: Mapped[datetime | None]


class Debt(Base):
    """Points that were to be taken back and had been spent. Staff settle it with the member."""

    __tablename__ = "debt"
    __table_args__ = (
        one_of("reason", DebtReason),
        CheckConstraint("points > 0", name="points"),
        Index("ix_debt_open", "member_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[DebtReason] = mapped_column(Words)
    subject: Mapped[str]  # receipt:7, member:12
    clause: Mapped[str]
    points: Mapped[int]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    how: Mapped[str | None]  # in the words of who settled it
