"""Looking things up in the audit trail, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot.clock import HONG_KONG
from bot.ledger.models import Audit, Member

# Where the names of acts are looked for: those that happen nowadays.
_LATELY = 20_000
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What to look for; empty parts match everything.

    `actor` is `staff:amy` or just `amy`, `action` its beginning (`voucher.`), `subject` a table and an id, or
    the number of a member. The days count in Hong Kong, both included.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def search_audit(session: Session, wanted: AuditQuery, *, before: int | None, limit: int) -> Sequence[Audit]:
    """The newest `limit` acts, of those with an id below `before`."""
    found = _matching(session, wanted)
    if before is not None:
        found = found.where(Audit.id < before)
    return session.scalars(found.order_by(Audit.id.desc()).limit(limit)).all()


def export_audit(session: Session, wanted: AuditQuery, limit: int) -> Iterator[Audit]:
    """Likewise up to `limit` acts, a batch at a time."""
    before, left = None, limit
    while left > 0:
        batch = search_audit(session, wanted, before=before, limit=min(left, _BATCH))
        yield from batch
        if len(batch) < _BATCH:
            return
        before, left = batch[-1].id, left - len(batch)


def audit_actions(session: Session) -> Sequence[str]:
    """The names of the acts of late, to choose from."""
    newest = session.scalar(select(func.max(Audit.id))) or 0
    names = select(Audit.action).where(Audit.id > newest - _LATELY).distinct().order_by(Audit.action)
    return session.scalars(names).all()


def _matching(session: Session, wanted: AuditQuery) -> Select[Audit]:
    found = select(Audit)
    if wanted.actor:
        found = found.where(Audit.actor == (wanted.actor if ":" in wanted.actor else f"staff:{wanted.actor}"))
    if wanted.action:
        found = found.where(Audit.action.startswith(wanted.action, autoescape=True))
    if wanted.subject:
        found = found.where(Audit.subject.in_(_subjects(session, wanted.subject)))
    if wanted.since:
        found = found.where(Audit.at >= _midnight(wanted.since))
    if wanted.until:
        found = found.where(Audit.at < _midnight(wanted.until + timedelta(days=1)))
    return found


def _subjects(session: Session, subject: str) -> list[str]:
    if ":" in subject:
        return [subject]
    numbered = session.scalars(
        select(Member.id).where(or_(Member.number == subject, Member.number == subject.upper()))
    )
    return [f"member:{member}" for member in numbered]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HONG_KONG)
