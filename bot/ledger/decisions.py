"""Asking the engine on facts of the ledger, and keeping what it answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger.database import write
from bot.ledger.models import DecisionRecord, Member
from bot.rules import Decision, Engine


def request(programme: str, kind: str, facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A request to the engine, in JSON values."""
    return {"programme": programme, "kind": kind, "now": now.isoformat(), "facts": facts}


def record(
    session: Session, request: Mapping[str, Any], decision: Decision, member: Member | None, now: datetime
) -> DecisionRecord:
    """Keep a request with its answer."""
    kept = DecisionRecord(
        programme=decision.programme,
        kind=decision.kind,
        edition=decision.edition,
        outcome=decision.outcome,
        request=dict(request),
        answer={
            "outcome": decision.outcome,
            "missing": decision.missing,
            "clauses": decision.clauses,
            "edition": decision.edition,
            **decision.figures,
        },
        member_id=member.id if member is not None else None,
        decided_at=now,
    )
    return write(session, kept)


def replay(engine: Engine, kept: DecisionRecord) -> Decision:
    """The decision on the same request again, to be explained once more in any language."""
    return engine.decide(kept.request)
