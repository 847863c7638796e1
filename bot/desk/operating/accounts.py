"""The accounts of the desk, for operators: people, their roles, forgotten passwords, switching off."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.errors import DeskError, not_found
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.desk.frame.people import STAFF_ERRORS
from bot.languages import Language, nearest_language
from bot.ledger import staff
from bot.ledger.models import Role, Staff
from bot.ledger.staff import ROLES, AccountAct, NewPassword, NewStaff, StaffError
from bot.wording import _

_PATH = "/desk/staff"

_FIELD_OF = {"login": "login", "taken": "login", "name": "name", "roles": "roles"}


def account_list_routes(desk: Desk) -> APIRouter:
    """The list, and a page for each person."""
    desk.navigation.add(Entry("staff", _("People"), _PATH, icon="people", roles=("operator",)))
    routes, ports = desk.router("operator"), desk.ports

    @routes.get(_PATH)
    def everybody(request: Request) -> Response:
        return listing(request)

    def listing(request: Request, status: int = 200, **values: Any) -> Response:
        with ports.database.reading() as session:
            people = staff.all_staff(session)
        known = {"errors": {}, "given": {"login": "", "name": "", "language": "en", "roles": ()}}
        return desk.render(request, "staff.html", status, people=people, roles=ROLES, **known | values)

    @routes.post(_PATH)
    def add(
        request: Request,
        login: Annotated[str, Form()] = "",
        name: Annotated[str, Form()] = "",
        language: Annotated[str, Form()] = "en",
        roles: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        given = {"login": login, "name": name, "language": language, "roles": roles or ()}
        password = staff.temporary_password()
        hashed = ports.passwords.hash(password)
        spoken: Language = nearest_language(language)
        try:
            with ports.database.transaction() as session:
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
                    by(request),
                )
        except StaffError as error:
            field = _FIELD_OF[error.reason]
            return listing(request, 422, errors={field: STAFF_ERRORS[error.reason]}, given=given)
        return desk.render(request, "staff_password.html", person=person, password=password)

    @routes.get(f"{_PATH}/{{number}}")
    def page(request: Request, number: int, done: bool = False) -> Response:
        with ports.database.reading() as session:
            person = session.get(Staff, number)
            browsers = staff.sessions_of(session, number, ports.real_clock())
        if person is None:
            raise not_found()
        return desk.render(
            request, "staff_person.html", person=person, browsers=browsers, roles=ROLES, done=done
        )

    @routes.post(f"{_PATH}/{{number}}/roles")
    def set_roles(
        request: Request, number: int, roles: Annotated[list[str] | None, Form()] = None
    ) -> Response:
        with changing(number) as (session, person):
            staff.set_roles(session, person, known_roles(roles), by(request))
        return back(number)

    @routes.post(f"{_PATH}/{{number}}/active")
    def set_active(request: Request, number: int, active: Annotated[bool, Form()]) -> Response:
        with changing(number) as (session, person):
            staff.set_active(session, person, active, by(request))
        return back(number)

    @routes.post(f"{_PATH}/{{number}}/password")
    def reset_password(request: Request, number: int) -> Response:
        password = staff.temporary_password()
        hashed = ports.passwords.hash(password)
        with changing(number) as (session, person):
            if person.example:
                raise DeskError(403, _("People of the demo have no password."))
            staff.set_password(session, person, NewPassword(hashed, temporary=True), by(request))
        return desk.render(request, "staff_password.html", person=person, password=password)

    @routes.post(f"{_PATH}/{{number}}/second-factor")
    def remove_second_factor(request: Request, number: int) -> Response:
        with changing(number) as (session, person):
            staff.remove_second_factor(session, person, by(request))
        return back(number)

    @routes.post(f"{_PATH}/{{number}}/sign-out")
    def sign_out(request: Request, number: int) -> Response:
        with changing(number) as (session, person):
            staff.end_all_sessions(session, person.id)
            staff.note_account_act(session, person, "staff.browsers_signed_out", by(request))
        return back(number)

    @contextmanager
    def changing(number: int) -> Iterator[tuple[Session, Staff]]:
        try:
            with ports.database.transaction() as session:
                person = session.get(Staff, number, with_for_update=True)
                if person is None:
                    raise not_found()
                yield session, person
        except StaffError as error:
            raise DeskError(409, STAFF_ERRORS[error.reason]) from error

    def by(request: Request) -> AccountAct:
        return AccountAct(desk.staff(request).actor, ports.clock())

    def back(number: int) -> Response:
        return RedirectResponse(f"{_PATH}/{number}?done=1", SEE_OTHER)

    return routes


def known_roles(given: list[str] | None) -> list[Role]:
    """The roles that a form names. Raises StaffError for one that there is not."""
    if not set(given or ()) <= set(ROLES):
        raise StaffError("roles")
    return [role for role in ROLES if role in (given or ())]
