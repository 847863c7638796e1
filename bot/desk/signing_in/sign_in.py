"""The pages in front of the desk: signing in, the second factor, and signing out."""

import re
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.access import device_of
from bot.desk.frame.errors import not_found
from bot.desk.frame.pages import SEE_OTHER, SIGN_IN, Desk
from bot.desk.signing_in.authentication import Door, Entered, Refused
from bot.ledger import staff
from bot.ledger.staff import AccountAct
from bot.pages import LANGUAGE_COOKIE, page_language
from bot.wording import Message, _

CODE = f"{SIGN_IN}/code"

_OURS = re.compile(r"/desk(/[A-Za-z0-9._~@/-]*)?(\?[A-Za-z0-9._~%&=+,:@/-]*)?")
_A_YEAR = 365 * 24 * 3600

_WRONG = _("The login or the password is not right.")
_WRONG_CODE = _("This code is not right, or has been used. Wait for the next one in your app.")
WAIT = _("There were too many wrong tries. Please try again in {time}.")
_ENDED = _("That took too long. Please sign in again.")


def sign_in_routes(desk: Desk) -> APIRouter:
    """The pages to sign in, and the way out."""
    ports, access = desk.ports, desk.access
    routes, door = desk.open_router(), Door(ports)

    def show(request: Request, next: str, status: int = 200, **values: Any) -> Response:
        examples: list[Any] = []
        if ports.demo:
            with ports.database.reading() as session:
                examples = list(staff.example_staff(session))
        known = {"login": "", "error": "", "examples": examples, "openid": ports.openid}
        response = desk.render(request, "sign_in.html", status, next=ours(next), **known | values)
        if "language" in request.query_params:
            response.set_cookie(
                LANGUAGE_COOKIE,
                page_language(request),
                _A_YEAR,
                samesite="lax",
                secure=access.secure(request),
            )
        return response

    def let_in(request: Request, entered: Entered, next: str) -> Response:
        path = ours(next) if entered.complete else desk.with_next(CODE, ours(next))
        response = RedirectResponse(path, SEE_OTHER)
        access.keep(request, response, entered.token)
        return response

    def why(request: Request, refused: Refused, wrong: Message) -> tuple[int, str]:
        if refused.wait:
            return 429, desk.pages.say(request, WAIT, time=rounded(refused.wait))
        return 401, desk.pages.say(request, wrong)

    @routes.get(SIGN_IN)
    def page(request: Request, next: str = "") -> Response:
        return show(request, next)

    @routes.post(SIGN_IN)
    def sign_in(
        request: Request,
        login: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "",
    ) -> Response:
        entered = door.with_password(login, password, device_of(request), access.token(request))
        if isinstance(entered, Refused):
            status, error = why(request, entered, _WRONG)
            return show(request, next, status, login=login[:80], error=error)
        return let_in(request, entered, next)

    @routes.get(CODE)
    def code_page(request: Request, next: str = "") -> Response:
        with ports.database.reading() as session:
            found = staff.find_session(session, access.token(request), ports.real_clock())
            waits = found is not None and not found.complete
        if not waits:
            return RedirectResponse(desk.with_next(SIGN_IN, ours(next)), SEE_OTHER)
        return desk.render(request, "sign_in_code.html", next=ours(next), error="")

    @routes.post(CODE, dependencies=[Depends(access.form_guard)])
    def code(
        request: Request, code: Annotated[str, Form()] = "", next: Annotated[str, Form()] = ""
    ) -> Response:
        entered = door.with_code(code[:40], device_of(request), access.token(request))
        if entered is None:
            return show(request, next, 401, error=desk.pages.say(request, _ENDED))
        if isinstance(entered, Refused):
            status, error = why(request, entered, _WRONG_CODE)
            return desk.render(request, "sign_in_code.html", status, next=ours(next), error=error)
        return let_in(request, entered, next)

    if ports.demo:

        @routes.post(f"{SIGN_IN}/example")
        def as_example(
            request: Request, login: Annotated[str, Form()], next: Annotated[str, Form()] = ""
        ) -> Response:
            entered = door.as_example(
                login, device_of(request), access.token(request), page_language(request)
            )
            if entered is None:
                raise not_found()
            return let_in(request, entered, next)

    routes.include_router(_sign_out_routes(desk))
    return routes


def _sign_out_routes(desk: Desk) -> APIRouter:
    routes = desk.router()

    @routes.post("/desk/sign-out")
    def sign_out(request: Request) -> Response:
        ports, access, person = desk.ports, desk.access, desk.staff(request)
        with ports.database.transaction() as session:
            staff.end_session(session, access.token(request))
            account = staff.lock_staff(session, person.id)
            staff.note_account_act(
                session, account, "staff.signed_out", AccountAct(person.actor, ports.clock())
            )
        response = RedirectResponse(SIGN_IN, SEE_OTHER)
        access.forget(request, response)
        return response

    return routes


def ours(path: str) -> str:
    """The path if it is one of the desk's pages, else where the desk begins."""
    within = _OURS.fullmatch(path) and "//" not in path and "/." not in path
    return path if within and not path.startswith(SIGN_IN) else "/desk"


def rounded(wait: timedelta) -> timedelta:
    """A wait as people tell it: half a minute, or whole minutes."""
    seconds = wait.total_seconds()
    return timedelta(seconds=30) if seconds <= 30 else timedelta(minutes=-(-seconds // 60))
