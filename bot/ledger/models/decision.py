"""Decisions of the engine as they were asked and answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base


class DecisionRecord(Base):
    """One request and its answer. What was credited or issued refers to it; it can be asked again."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_outcome", "programme", "outcome", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    kind: Mapped[str]
    edition: Mapped[str]
    outcome: Mapped[str]
    request: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    decided_at: Mapped[datetime]
