"""Signing in and out."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from bot.desk.access import device_of
from bot.desk.desk import SEE_OTHER, SIGN_IN, Desk
from bot.desk.errors import not_found
from bot.ledger import audit, staff, staff_sessions

_OURS = re.compile(r"/desk(/[A-Za-z0-9._~/-]*)?(\?[A-Za-z0-9._~%&=+,:/-]*)?")


def sign_in_routes(desk: Desk) -> APIRouter:
    """The page to sign in, and the way out."""
    routes = desk.open_router()
    ports, access = desk.ports, desk.access

    @routes.get(SIGN_IN)
    def page(request: Request, next: str = "") -> Response:
        examples = []
        if ports.demo:
            with ports.database.reading() as session:
                examples = list(staff.examples(session))
        return desk.render(request, "sign_in.html", next=ours(next), examples=examples)

    @routes.post(f"{SIGN_IN}/example")
    def as_example(
        request: Request, login: Annotated[str, Form()], next: Annotated[str, Form()] = ""
    ) -> Response:
        """Try the desk as one of the demo's people."""
        if not ports.demo:
            raise not_found()
        now = ports.real_clock()
        with ports.database.transaction() as session:
            person = staff.find(session, login)
            if person is None or not person.example:
                raise not_found()
            staff_sessions.end(session, access.token(request))
            token = staff_sessions.begin(session, person, device_of(request), now)
            audit.record(
                session, staff.actor(person), "staff.signed_in", f"staff:{person.id}", {}, ports.clock()
            )
        response = RedirectResponse(ours(next), SEE_OTHER)
        access.keep(request, response, token)
        return response

    signed_in = desk.router()

    @signed_in.post("/desk/sign-out")
    def sign_out(request: Request) -> Response:
        person = desk.staff(request)
        with ports.database.transaction() as session:
            staff_sessions.end(session, access.token(request))
            audit.record(session, person.actor, "staff.signed_out", f"staff:{person.id}", {}, ports.clock())
        response = RedirectResponse(SIGN_IN, SEE_OTHER)
        access.forget(request, response)
        return response

    routes.include_router(signed_in)
    return routes


def ours(path: str) -> str:
    """The path if it is one of the desk's pages, else where the desk begins."""
    return path if _OURS.fullmatch(path) and not path.startswith(SIGN_IN) and "//" not in path else "/desk"
