"""Accounts of the people who work at the desk."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Role, Staff

# Whom one can be in the demo: one of each role.
EXAMPLES: tuple[tuple[str, str, Role], ...] = (
    ("amy", "Amy Lam", "agent"),
    ("raymond", "Raymond Ho", "reviewer"),
    ("susan", "Susan Yip", "supervisor"),
    ("oscar", "Oscar Tsang", "operator"),
)


def find(session: Session, login: str) -> Staff | None:
    """The account with a login, however it is typed."""
    return session.scalar(select(Staff).where(Staff.login == login.strip().lower()))


def everyone(session: Session) -> Sequence[Staff]:
    """All accounts, by login."""
    return session.scalars(select(Staff).order_by(Staff.login)).all()


def actor(staff: Staff) -> str:
    """How the audit trail names a person."""
    return f"staff:{staff.login}"


def add_examples(session: Session, now: datetime) -> None:
    """Add the demo's people that are not there yet. They have no password and work in the demo alone."""
    there = set(session.scalars(select(Staff.login)))
    session.add_all(
        Staff(login=login, name=name, roles=[role], example=True, created_at=now)
        for login, name, role in EXAMPLES
        if login not in there
    )


def examples(session: Session) -> Sequence[Staff]:
    """The demo's people, in the order of their roles."""
    order = [login for login, _name, _role in EXAMPLES]
    found = session.scalars(select(Staff).where(Staff.example, Staff.active))
    return sorted(found, key=lambda person: order.index(person.login) if person.login in order else 99)
