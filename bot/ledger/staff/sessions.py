"""Browsers that are signed in: by a random token in a cookie, of which the database keeps the hash alone."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from bot.ledger.models import Staff, StaffSession

SESSION_IDLE = timedelta(minutes=60)  # without a request of the person's own
LONGEST_SESSION = timedelta(hours=12)
SECOND_FACTOR_WITHIN = timedelta(minutes=10)

# How exactly it is known when a person was last active; saves a write at most requests.
_SEEN_STEP = timedelta(minutes=1)
_LONGEST_BROWSER = 300


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from."""

    address: str
    browser: str


def begin_session(
    session: Session, staff: Staff, device: Device, now: datetime, *, complete: bool = True
) -> str:
    """Sign a browser in; the token for its cookie. `complete` is False until the second factor is shown."""
    _remove_ended(session, now)
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            staff_id=staff.id,
            token_hash=hashed(token),
            complete=complete,
            created_at=now,
            seen_at=now,
            address=device.address,
            browser=device.browser[:_LONGEST_BROWSER],
        )
    )
    return token


def find_session(session: Session, token: str, now: datetime) -> StaffSession | None:
    """The session of a token, if it has not ended and its account is switched on."""
    found = session.scalar(
        select(StaffSession)
        .where(StaffSession.token_hash == hashed(token))
        .options(joinedload(StaffSession.staff))
    )
    if found is None or not found.staff.active or now >= session_ends_at(found):
        return None
    return found


def session_ends_at(found: StaffSession) -> datetime:
    """When a session ends, unless the person does something before."""
    if not found.complete:
        return found.created_at + SECOND_FACTOR_WITHIN
    return min(found.seen_at + SESSION_IDLE, found.created_at + LONGEST_SESSION)


def is_session_stale(found: StaffSession, now: datetime) -> bool:
    """Whether `touch_session` is due."""
    return now - found.seen_at >= _SEEN_STEP


def touch_session(session: Session, token: str, now: datetime) -> None:
    """Note that the person did something."""
    if found := find_session(session, token, now):
        found.seen_at = now


def renew_session(session: Session, token: str) -> str:
    """Go on with a session under a new token; the old one ends."""
    fresh = secrets.token_urlsafe(32)
    found = session.scalars(select(StaffSession).where(StaffSession.token_hash == hashed(token))).one()
    found.token_hash = hashed(fresh)
    return fresh


def sessions_of(session: Session, staff_id: int, now: datetime) -> Sequence[StaffSession]:
    """The browsers signed in with an account, the one seen last first."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.complete)
        .order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())
    )
    return [row for row in rows if now < session_ends_at(row)]


def end_session(session: Session, token: str) -> None:
    """Sign a browser out."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == hashed(token)))


def end_one_session(session: Session, staff_id: int, session_id: int) -> bool:
    """Sign out one browser of an account by its session's id; whether there was such a session."""
    found = session.scalar(
        select(StaffSession).where(StaffSession.id == session_id, StaffSession.staff_id == staff_id)
    )
    if found is not None:
        session.delete(found)
    return found is not None


def end_all_sessions(session: Session, staff_id: int, *, but: str | None = None) -> None:
    """Sign out every browser of an account, except the one with the token `but`."""
    ended = delete(StaffSession).where(StaffSession.staff_id == staff_id)
    if but is not None:
        ended = ended.where(StaffSession.token_hash != hashed(but))
    session.execute(ended)


def hashed(token: str) -> str:
    """What is kept of a token. It is random and long, so no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _remove_ended(session: Session, now: datetime) -> None:
    session.execute(delete(StaffSession).where(StaffSession.seen_at < now - LONGEST_SESSION))
