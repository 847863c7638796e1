"""A brake on guessing: after some wrong tries in a row a login, or an address, has to wait, ever longer.

A try counts when it begins, so that many at once gain nothing; one that was right is taken back. A login that
does not exist is braked like any other.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.ledger.models import SignInBrake
from bot.ledger.store import take_turns

_LONGEST = timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SignInTries:
    """Wrong tries of one kind: how many are free, and how long the wait after them is at first."""

    key: str
    free: int
    first_wait: timedelta


def tries_with_login(login: str) -> SignInTries:
    """Tries with one login."""
    return SignInTries(_hashed(f"login {login}"), 5, timedelta(seconds=30))


def tries_with_code(staff_id: int) -> SignInTries:
    """Tries to guess one person's second factor."""
    return SignInTries(_hashed(f"code {staff_id}"), 5, timedelta(seconds=30))


def tries_from_address(address: str) -> SignInTries:
    """Tries from one address, which a whole office may share."""
    return SignInTries(_hashed(f"address {address}"), 30, timedelta(seconds=30))


def begin_try(session: Session, tries: SignInTries, now: datetime) -> timedelta:
    """Count a try that begins. More than nothing: it may not be made, and how long to wait."""
    take_turns(session, f"sign-in {tries.key}")
    session.execute(delete(SignInBrake).where(SignInBrake.failed_at < now - _FORGOTTEN))
    brake = session.get(SignInBrake, tries.key)
    if brake is None:
        brake = SignInBrake(key=tries.key, failures=0)
        session.add(brake)
    elif brake.closed_until is not None and now < brake.closed_until:
        return brake.closed_until - now
    brake.failures += 1
    brake.failed_at = now
    if brake.failures >= tries.free:
        doublings = min(brake.failures - tries.free, 10)
        brake.closed_until = now + min(tries.first_wait * 2**doublings, _LONGEST)
    session.flush()
    return timedelta(0)


def forget_tries(session: Session, tries: SignInTries) -> None:
    """The try was right: whoever it was may go on as if nothing had happened."""
    session.execute(delete(SignInBrake).where(SignInBrake.key == tries.key))


def take_back_try(session: Session, tries: SignInTries) -> None:
    """The try was right, and does not count; those before it do."""
    take_turns(session, f"sign-in {tries.key}")
    brake = session.get(SignInBrake, tries.key)
    if brake is not None:
        brake.failures = max(0, brake.failures - 1)
        if brake.failures < tries.free:
            brake.closed_until = None


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
