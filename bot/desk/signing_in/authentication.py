"""Signing in: the password, the second factor, and the brake on guessing both.

Nothing tells whether a login exists: neither the answer, nor how long it takes, nor the brake.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from bot.desk.frame import DeskPorts, desk_of
from bot.languages import Language
from bot.ledger import staff
from bot.ledger.models import Staff
from bot.ledger.staff import AccountAct, Device, SecondFactors
from bot.ledger.store import Act
from bot.wording import Message, _


@dataclass(frozen=True, slots=True)
class Entered:
    """The token for the browser's cookie; `complete` is False while the second factor is to come."""

    token: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Wrong, or too many wrong tries: then `wait` is longer than nothing."""

    wait: timedelta = timedelta(0)

    @property
    def patience(self) -> Message:
        """How long to wait, in words: half a minute, or whole minutes."""
        seconds = self.wait.total_seconds()
        time = timedelta(seconds=30) if seconds <= 30 else timedelta(minutes=-(-seconds // 60))
        return _("There were too many wrong tries. Please try again in {time}.").using(time=time)


class Authentication:
    """Lets people in. `old` is the token that the browser had before: it ends."""

    def __init__(self, ports: DeskPorts) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._now = ports.real_clock
        self._passwords = ports.passwords
        self.factors = SecondFactors(ports.key)

    def with_password(self, login: str, password: str, device: Device, old: str) -> Entered | Refused:
        """Sign in with a login and its password."""
        tries = staff.tries_with_login(login.strip().lower()), staff.tries_from_address(device.address)
        with self._database.transaction() as session:
            for each in tries:
                if wait := staff.begin_try(session, each, self._now()):
                    return Refused(wait)
            person = staff.find_staff(session, login)
            kept = person.password_hash if person and person.active and not person.example else None
        checked = self._passwords.check(kept, password)  # slow, so outside of a transaction
        with self._database.transaction() as session:
            person = staff.find_staff(session, login, lock=True)
            unchanged = person is not None and person.active and person.password_hash == kept
            if person is None or not checked.right or not unchanged:
                # Noted for logins that nobody has too: it takes the same time, and somebody is guessing.
                subject = f"staff:{person.id if person else 0}"
                whence = f"address:{device.address}"
                Act(session, whence, self._clock()).note("staff.sign_in_failed", subject, {})
                return Refused()
            staff.forget_tries(session, tries[0])
            staff.take_back_try(session, tries[1])
            if checked.renewed:
                person.password_hash = checked.renewed
            if person.totp_secret is not None:
                staff.end_session(session, old)
                token = staff.begin_session(session, person, device, self._now(), complete=False)
                return Entered(token, complete=False)
            return Entered(self.enter(session, person, device, old, "password"), complete=True)

    def knows_password(self, staff_id: int, password: str) -> bool | Refused:
        """Whether a person who is signed in knows the own password. Guessing is braked as at signing in."""
        with self._database.transaction() as session:
            person = staff.lock_staff(session, staff_id)
            tries, kept = staff.tries_with_login(person.login), person.password_hash
            if wait := staff.begin_try(session, tries, self._now()):
                return Refused(wait)
        right = self._passwords.check(kept, password).right
        if right:
            with self._database.transaction() as session:
                staff.forget_tries(session, tries)
        return right

    def knows_code(self, session: Session, person: Staff, code: str) -> bool | Refused:
        """Whether a person who is signed in has the second factor. The account's row must be locked."""
        tries = staff.tries_with_code(person.id)
        if wait := staff.begin_try(session, tries, self._now()):
            return Refused(wait)
        right = self.factors.take(person, code, self._now())
        if right:
            staff.forget_tries(session, tries)
        return right

    def with_code(self, code: str, device: Device, old: str) -> Entered | Refused | None:
        """Show the second factor, with the token that the password gave; None when that has ended."""
        with self._database.transaction() as session:
            found = staff.find_session(session, old, self._now())
            if found is None or found.complete:
                return None
            person = staff.lock_staff(session, found.staff_id)
            known = self.knows_code(session, person, code)
            if isinstance(known, Refused):
                return known
            if not known:
                staff.note_account_act(session, person, "staff.second_factor_failed", self._by(person))
                return Refused()
            return Entered(self.enter(session, person, device, old, "second factor"), complete=True)

    def as_example(self, login: str, device: Device, old: str, language: Language) -> Entered | None:
        """Sign in as one of the demo's people, who then reads this language; None for anybody else."""
        with self._database.transaction() as session:
            person = staff.find_staff(session, login)
            if person is None or not person.example or not person.active:
                return None
            person.language = language
            return Entered(self.enter(session, person, device, old, "demo"), complete=True)

    def enter(self, session: Session, person: Staff, device: Device, old: str, how: str) -> str:
        """Begin a session of a person who has shown who they are; its token."""
        staff.end_session(session, old)
        person.signed_in_at = self._now()
        staff.note_account_act(session, person, "staff.signed_in", self._by(person), how=how)
        return staff.begin_session(session, person, device, self._now())

    def _by(self, person: Staff) -> AccountAct:
        return AccountAct(staff.actor_of(person), self._clock())


async def _authentication(request: Request) -> Authentication:
    return Authentication(desk_of(request).ports)


TheAuthentication = Annotated[Authentication, Depends(_authentication)]
