"""Routers for the desk's pages: who may come, and what is answered instead of a page."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import NoResultFound
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.desk.frame.access import BACKGROUND_HEADER
from bot.desk.frame.desk import desk_of
from bot.desk.frame.errors import DeskError, ElsewhereError, SignedOutError, not_found
from bot.desk.frame.templates import toast
from bot.desk.frame.visit import is_fragment
from bot.ledger.models import Role
from bot.wording import _

log = logging.getLogger(__name__)

SIGN_IN = "/desk/sign-in"
SEE_OTHER = 303

_WRONG_FORM = _("Something in the form is not right. Please check what you entered.")
_WENT_WRONG = _("That did not work. Please load the page again.")


def guarded(*roles: Role) -> APIRouter:
    """Routes for people with one of the roles, or for everybody signed in when none are named.

    Their POSTs are taken only with the token of our own forms. A DeskError raised in them is shown.
    """

    async def check(request: Request) -> None:
        await desk_of(request).access.check(request, *roles)

    return APIRouter(include_in_schema=False, route_class=DeskRoute, dependencies=[Depends(check)])


def open_to_all() -> APIRouter:
    """Routes for whoever is not signed in yet. A DeskError raised in them is shown."""
    return APIRouter(include_in_schema=False, route_class=DeskRoute)


async def our_form(request: Request) -> None:
    """A dependency for forms in front of the desk: from our own page, of a browser with a session."""
    await desk_of(request).access.check_form(request)


def with_next(path: str, next: str) -> str:
    """The address of a page in front of the desk that leads on to another one."""
    return f"{path}?next={quote(next, safe='/')}"


class DeskRoute(APIRoute):
    """A route that answers in words, as the person's page can show them, where there is no page to give."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that FastAPI makes, with what it raises turned into answers."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except SignedOutError:
                return _to_sign_in(request)
            except ElsewhereError as error:
                return _go(request, error.path)
            except DeskError as error:
                return _say_error(request, error)
            except NoResultFound:  # the id in the address is nobody's
                return _say_error(request, not_found())
            except RequestValidationError as error:
                log.info("a form of the desk was wrong: %s", [part["loc"] for part in error.errors()])
                return _say_error(request, DeskError(422, _WRONG_FORM))
            except HTTPException as error:
                return _say_error(request, DeskError(error.status_code, _WENT_WRONG))

        return handle


def _to_sign_in(request: Request) -> Response:
    """To the sign-in page, and from there back to where the person is."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if current := request.headers.get("hx-current-url"):
        parts = urlsplit(current)
        here = parts.path + (f"?{parts.query}" if parts.query else "")
    elif request.method != "GET":
        here = urlsplit(request.headers.get("referer", "")).path or "/desk"
    return _go(request, with_next(SIGN_IN, here), signed_out=True)


def _say_error(request: Request, error: DeskError) -> Response:
    pages = desk_of(request).pages
    text = pages.say(request, error.message)
    if is_fragment(request):
        return toast(Response(status_code=error.status), text, kind="error")
    if not _wants_page(request):
        return JSONResponse({"error": text}, error.status)
    return pages.render(request, "error.html", error.status, text=text)


def _wants_page(request: Request) -> bool:
    """Whether a person waits for a page, not a script for data or a stream."""
    return request.headers.get("accept") not in ("application/json", "text/event-stream")


def _go(request: Request, path: str, *, signed_out: bool = False) -> Response:
    """Send the whole page elsewhere, also when only a part of it was asked for."""
    if signed_out and BACKGROUND_HEADER in request.headers:
        return Response(status_code=401)  # the page says so and stays: nobody is thrown out while writing
    if "hx-request" in request.headers:
        return Response(status_code=401 if signed_out else 200, headers={"HX-Redirect": path})
    if not _wants_page(request):
        return Response(status_code=401)
    return RedirectResponse(path, SEE_OTHER)
