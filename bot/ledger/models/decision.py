"""Decisions of the engine as they were asked and answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.json_values import Json
from bot.ledger.models.base import Base, Document
from bot.ledger.models.documents import RequestJson


class DecisionRecord(Base):
    """One request and its answer. What was credited or issued refers to it; it can be asked again."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_outcome", "programme", "outcome", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    kind: Mapped[str]
    edition: Mapped[str]
    outcome: Mapped[str]
    request: Mapped[RequestJson] = mapped_column(Document)
    answer: Mapped[dict[str, Json]]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    decided_at: Mapped[datetime]
