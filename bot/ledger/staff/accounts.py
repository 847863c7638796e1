"""Accounts of the people who work at the desk: each change with its note in the audit trail."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.languages import Language
from bot.ledger.models import Role, Staff
from bot.ledger.staff import passwords, second_factor, sign_in_brake
from bot.ledger.staff import sessions as staff_sessions
from bot.ledger.store import Act, take_turns

ROLES: tuple[Role, ...] = get_args(Role)

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,79}")
LONGEST_NAME = 80

# Fewer letters than this say nothing in a password.
_TELLING = 4

# Whom one can be in the demo: one of each role.
EXAMPLES: tuple[tuple[str, str, Role], ...] = (
    ("amy", "Amy Lam", "agent"),
    ("raymond", "Raymond Ho", "reviewer"),
    ("susan", "Susan Yip", "supervisor"),
    ("oscar", "Oscar Tsang", "operator"),
)


@dataclass
class StaffError(Exception):
    """An account cannot be made or changed like that. `reason` is one of `login`, `taken`, `name`, `roles`,
    `password_short`, `password_long`, `password_login`, `last_operator`."""

    reason: str

    def __post_init__(self) -> None:
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class AccountAct:
    """Who changes an account, and when."""

    actor: str  # staff:LOGIN, or terminal:NAME for the command
    now: datetime


# -- finding --------------------------------------------------------------------------------------------


def find_staff(session: Session, login: str, *, lock: bool = False) -> Staff | None:
    """The account with a login, however it is typed; `lock` keeps others from changing it meanwhile."""
    wanted = select(Staff).where(Staff.login == login.strip().lower())
    return session.scalar(wanted.with_for_update() if lock else wanted)


def lock_staff(session: Session, staff_id: int) -> Staff:
    """An account that others cannot change meanwhile."""
    return session.get_one(Staff, staff_id, with_for_update=True)


def all_staff(session: Session) -> Sequence[Staff]:
    """All accounts, by login."""
    return session.scalars(select(Staff).order_by(Staff.login)).all()


def example_staff(session: Session) -> Sequence[Staff]:
    """The demo's people, in the order of their roles."""
    order = [login for login, _name, _role in EXAMPLES]
    found = session.scalars(select(Staff).where(Staff.example, Staff.active))
    return sorted(found, key=lambda person: order.index(person.login))


def actor_of(staff: Staff) -> str:
    """How the audit trail names a person."""
    return f"staff:{staff.login}"


# -- making ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody who is to have an account, and how they sign in."""

    login: str
    name: str
    roles: Iterable[Role]
    password_hash: str | None
    password_temporary: bool = False
    language: Language = "en"
    openid_subject: str | None = None


def add_staff(session: Session, new: NewStaff, by: AccountAct) -> Staff:
    """A new account. Raises StaffError."""
    login, name = new.login.strip().lower(), " ".join(new.name.split())
    if not LOGIN.fullmatch(login):
        raise StaffError("login")
    if not name or len(name) > LONGEST_NAME:
        raise StaffError("name")
    take_turns(session, "staff accounts")
    if find_staff(session, login):
        raise StaffError("taken")
    person = Staff(
        login=login,
        name=name,
        roles=_ordered(new.roles),
        language=new.language,
        password_hash=new.password_hash,
        password_temporary=new.password_temporary,
        openid_subject=new.openid_subject,
        created_at=by.now,
    )
    session.add(person)
    session.flush()
    note_account_act(session, person, "staff.added", by, roles=person.roles)
    return person


def add_example_staff(session: Session, now: datetime) -> None:
    """Add the demo's people that are not there yet. They have no password and work in the demo alone."""
    there = set(session.scalars(select(Staff.login)))
    session.add_all(
        Staff(login=login, name=name, roles=[role], example=True, created_at=now)
        for login, name, role in EXAMPLES
        if login not in there
    )


# -- changing -------------------------------------------------------------------------------------------


def set_roles(session: Session, person: Staff, roles: Iterable[Role], by: AccountAct) -> None:
    """Give a person these roles instead of their own. Raises StaffError for the last operator's."""
    old, new = person.roles, _ordered(roles)
    if old == new:
        return
    if "operator" not in new:
        _keep_an_operator(session, person)
    person.roles = new
    note_account_act(session, person, "staff.roles_changed", by, old=old, new=new)


def set_active(session: Session, person: Staff, active: bool, by: AccountAct) -> None:
    """Switch an account on, or off and out of every browser. Raises StaffError for the last operator's."""
    if person.active == active:
        return
    if not active:
        _keep_an_operator(session, person)
        staff_sessions.end_all_sessions(session, person.id)
    person.active = active
    note_account_act(session, person, "staff.enabled" if active else "staff.disabled", by)


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password's hash; a temporary one is to be replaced at the next sign-in."""

    hash: str
    temporary: bool = False


def set_password(
    session: Session,
    person: Staff,
    password: NewPassword,
    by: AccountAct,
    *,
    keep_session: str | None = None,
) -> None:
    """Replace the password and sign every browser out, except the one with the token `keep_session`."""
    person.password_hash, person.password_temporary = password.hash, password.temporary
    staff_sessions.end_all_sessions(session, person.id, but=keep_session)
    sign_in_brake.forget_tries(session, sign_in_brake.tries_with_login(person.login))
    sign_in_brake.forget_tries(session, sign_in_brake.tries_with_code(person.id))
    note_account_act(
        session, person, "staff.password_reset" if password.temporary else "staff.password_changed", by
    )


def remove_second_factor(session: Session, person: Staff, by: AccountAct) -> None:
    """Let a person sign in without a second factor, and sign every browser out."""
    second_factor.forget_second_factor(person)
    staff_sessions.end_all_sessions(session, person.id)
    sign_in_brake.forget_tries(session, sign_in_brake.tries_with_code(person.id))
    note_account_act(session, person, "staff.second_factor_removed", by)


def check_password(password: str, login: str) -> None:
    """Whether a password may be set. Raises StaffError."""
    if len(password) < passwords.SHORTEST_PASSWORD:
        raise StaffError("password_short")
    if len(password) > passwords.LONGEST_PASSWORD:
        raise StaffError("password_long")
    name = login.lower().partition("@")[0]
    if (len(name) >= _TELLING and name in password.lower()) or len(set(password)) < _TELLING:
        raise StaffError("password_login")


def note_account_act(session: Session, person: Staff, action: str, by: AccountAct, **detail: object) -> None:
    """Write into the audit trail what was done to an account."""
    Act(session, by.actor, by.now).note(action, f"staff:{person.id}", detail)


def _ordered(roles: Iterable[Role]) -> list[Role]:
    given = set(roles)
    if not given <= set(ROLES):
        raise StaffError("roles")
    return [role for role in ROLES if role in given]


def _keep_an_operator(session: Session, person: Staff) -> None:
    take_turns(session, "staff accounts")
    if "operator" not in person.roles or not person.active:
        return
    # The demo's people cannot sign in elsewhere, so they do not count for real ones.
    others = session.scalars(
        select(Staff).where(Staff.active, Staff.id != person.id, Staff.example == person.example)
    )
    if not any("operator" in other.roles for other in others):
        raise StaffError("last_operator")
