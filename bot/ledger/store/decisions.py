"""Asking the engine on facts of the ledger, and keeping what it answered."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.ledger.models import DecisionRecord, EngineRequest, Member, RequestJson
from bot.ledger.models.documents import Facts
from bot.ledger.store.prepared import Prepared
from bot.rules import Decision, Engine


class _Kept(NamedTuple):
    id: int


_KEEP = Prepared(
    insert(DecisionRecord.__table__).returning(DecisionRecord.id),  # type: ignore[arg-type]
    _Kept._make,
    [column.name for column in DecisionRecord.__table__.columns if not column.primary_key],
)


def decision_request(programme: str, kind: str, facts: Facts, now: datetime) -> EngineRequest[Facts]:
    """A request to the engine."""
    return {"programme": programme, "kind": kind, "now": now.isoformat(), "facts": facts}


def record_decision(
    session: Session, request: RequestJson, decision: Decision, member: Member | None, now: datetime
) -> DecisionRecord:
    """Keep a request with its answer."""
    return session.get_one(DecisionRecord, keep_decision(session, request, decision, member, now))


def keep_decision(
    session: Session, request: RequestJson, decision: Decision, member: Member | None, now: datetime
) -> int:
    """Keep a request with its answer; gives the number of the record."""
    (kept,) = _KEEP(
        session,
        programme=decision.programme,
        kind=decision.kind,
        edition=decision.edition,
        outcome=decision.outcome,
        request=request,
        answer={
            "outcome": decision.outcome,
            "missing": decision.missing,
            "clauses": decision.clauses,
            "edition": decision.edition,
            **decision.figures.named(),
        },
        member_id=member.id if member is not None else None,
        decided_at=now,
    )
    return kept.id


def replay_decision(engine: Engine, kept: DecisionRecord) -> Decision:
    """The decision on the same request again, to be explained once more in any language."""
    return engine.decide(kept.request)
