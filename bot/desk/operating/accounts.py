"""The accounts of the desk, for operators: people, their roles, forgotten passwords, switching off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Form
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    SEE_OTHER,
    STAFF_ERRORS,
    DeskError,
    NavigationEntry,
    TheVisit,
    Visit,
    guarded,
    not_found,
)
from bot.languages import Language, nearest_language
from bot.ledger import staff
from bot.ledger.models import Role, Staff
from bot.ledger.staff import ROLES, NewPassword, NewStaff, StaffError
from bot.wording import _

_PATH = "/desk/staff"

_FIELD_OF = {"login": "login", "taken": "login", "name": "name", "roles": "roles"}


ENTRY = NavigationEntry("staff", _("People"), _PATH, icon="people", roles=("operator",))

router = guarded("operator")


@router.get(_PATH)
def everybody(visit: TheVisit) -> Response:
    """Everybody who has an account."""
    return _listing(visit)


@router.post(_PATH)
def add(
    visit: TheVisit,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "en",
    roles: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Add a person, who gets a temporary password."""
    given = {"login": login, "name": name, "language": language, "roles": roles or ()}
    password = staff.temporary_password()
    hashed = visit.ports.passwords.hash(password)
    spoken: Language = nearest_language(language)
    try:
        with visit.transaction() as session:
            person = staff.add_staff(
                session,
                NewStaff(
                    login,
                    name,
                    known_roles(roles),
                    password_hash=hashed,
                    password_temporary=True,
                    language=spoken,
                ),
                visit.account_act(),
            )
    except StaffError as error:
        field = _FIELD_OF[error.reason]
        return _listing(visit, 422, errors={field: STAFF_ERRORS[error.reason]}, given=given)
    return visit.render("staff_password.html", person=person, password=password)


@router.get(f"{_PATH}/{{number}}")
def page(visit: TheVisit, number: int, done: bool = False) -> Response:
    """A person's account."""
    with visit.reading() as session:
        person = session.get(Staff, number)
        browsers = staff.sessions_of(session, number, visit.ports.real_clock())
    if person is None:
        raise not_found()
    return visit.render("staff_person.html", person=person, browsers=browsers, roles=ROLES, done=done)


@router.post(f"{_PATH}/{{number}}/roles")
def set_roles(visit: TheVisit, number: int, roles: Annotated[list[str] | None, Form()] = None) -> Response:
    """Give a person roles."""
    with _changing(visit, number) as (session, person):
        staff.set_roles(session, person, known_roles(roles), visit.account_act())
    return _back(number)


@router.post(f"{_PATH}/{{number}}/active")
def set_active(visit: TheVisit, number: int, active: Annotated[bool, Form()]) -> Response:
    """Switch an account off or on."""
    with _changing(visit, number) as (session, person):
        staff.set_active(session, person, active, visit.account_act())
    return _back(number)


@router.post(f"{_PATH}/{{number}}/password")
def reset_password(visit: TheVisit, number: int) -> Response:
    """Give a person a temporary password."""
    password = staff.temporary_password()
    hashed = visit.ports.passwords.hash(password)
    with _changing(visit, number) as (session, person):
        if person.example:
            raise DeskError(403, _("People of the demo have no password."))
        staff.set_password(session, person, NewPassword(hashed, temporary=True), visit.account_act())
    return visit.render("staff_password.html", person=person, password=password)


@router.post(f"{_PATH}/{{number}}/second-factor")
def remove_second_factor(visit: TheVisit, number: int) -> Response:
    """Let a person sign in without the second factor that they lost."""
    with _changing(visit, number) as (session, person):
        staff.remove_second_factor(session, person, visit.account_act())
    return _back(number)


@router.post(f"{_PATH}/{{number}}/sign-out")
def sign_out(visit: TheVisit, number: int) -> Response:
    """Sign a person out everywhere."""
    with _changing(visit, number) as (session, person):
        staff.end_all_sessions(session, person.id)
        staff.note_account_act(session, person, "staff.browsers_signed_out", visit.account_act())
    return _back(number)


def _listing(visit: Visit, status: int = 200, **values: object) -> Response:
    with visit.reading() as session:
        people = staff.all_staff(session)
    known = {"errors": {}, "given": {"login": "", "name": "", "language": "en", "roles": ()}}
    return visit.render("staff.html", status, people=people, roles=ROLES, **(known | values))


@contextmanager
def _changing(visit: Visit, number: int) -> Iterator[tuple[Session, Staff]]:
    try:
        with visit.transaction() as session:
            person = session.get(Staff, number, with_for_update=True)
            if person is None:
                raise not_found()
            yield session, person
    except StaffError as error:
        raise DeskError(409, STAFF_ERRORS[error.reason]) from error


def _back(number: int) -> Response:
    return RedirectResponse(f"{_PATH}/{number}?done=1", SEE_OTHER)


def known_roles(given: list[str] | None) -> list[Role]:
    """The roles that a form names. Raises StaffError for one that there is not."""
    if not set(given or ()) <= set(ROLES):
        raise StaffError("roles")
    return [role for role in ROLES if role in (given or ())]
