"""What a page of the desk is built with: guarded routes, templates, the navigation, live changes."""

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
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.desk.frame.access import BACKGROUND_HEADER, Access
from bot.desk.frame.errors import DeskError, ElsewhereError, SignedOutError, not_found
from bot.desk.frame.events import Changes
from bot.desk.frame.navigation import Navigation
from bot.desk.frame.people import SignedIn
from bot.desk.frame.ports import DeskPorts
from bot.desk.frame.templates import Pages, toast
from bot.desk.frame.views import Views
from bot.ledger.models import Role
from bot.wording import Message, _

log = logging.getLogger(__name__)

SIGN_IN = "/desk/sign-in"
SEE_OTHER = 303

_WRONG_FORM = _("Something in the form is not right. Please check what you entered.")
_WENT_WRONG = _("That did not work. Please load the page again.")

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Desk:
    """One per process. Each page's module gets it and adds its routes and its entry in the navigation."""

    def __init__(self, ports: DeskPorts) -> None:
        self.ports = ports
        self.access = Access(ports)
        self.navigation = Navigation()
        self.pages = Pages(ports, self.access, self.navigation)
        self.changes = Changes(ports.database, ports.closing, ports.stream)
        self._views = Views(ports.database, ports.clock)

    def router(self, *roles: Role) -> APIRouter:
        """Routes for people with one of the roles, or for everybody signed in when none are named.

        Their POSTs are taken only with the token of our own forms. A DeskError raised in them is shown.
        """
        return APIRouter(
            include_in_schema=False,
            route_class=self._route_class(),
            dependencies=[Depends(self.access.guard(*roles))],
        )

    def open_router(self) -> APIRouter:
        """Routes for whoever is not signed in yet."""
        return APIRouter(include_in_schema=False, route_class=self._route_class())

    def staff(self, request: Request) -> SignedIn:
        """The person whose request it is."""
        return self.access.staff(request)

    def render(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, or a fragment of one: a template that does not extend `layout.html`.

        A page reads what waits for the person in the navigation: render it in a thread (as `def` routes do).
        """
        return self.pages.render(request, template, status, **values)

    def toast(self, response: Response, request: Request, message: Message, **values: Any) -> Response:
        """Say for a moment that something was done, on the page that gets this response."""
        return toast(response, self.pages.say(request, message, **values))

    def saw(self, request: Request, action: str, subject: str) -> None:
        """Note in the audit trail that the person looked at a member's data, once in a while.

        `action` such as `conversation.viewed`, `subject` a table and an id. Opens a transaction of its own.
        """
        self._views.note(self.staff(request).actor, action, subject)

    def with_next(self, path: str, next: str) -> str:
        """The address of a page in front of the desk that leads on to another one."""
        return f"{path}?next={quote(next, safe='/')}"

    # -- what is answered instead of a page -----------------------------------------------------------

    def _route_class(self) -> type[APIRoute]:
        desk = self

        class DeskRoute(APIRoute):
            def get_route_handler(self) -> _Handler:
                handler = super().get_route_handler()

                async def handle(request: Request) -> Response:
                    try:
                        return await handler(request)
                    except SignedOutError:
                        return desk._to_sign_in(request)
                    except ElsewhereError as error:
                        return _go(request, error.path)
                    except DeskError as error:
                        return desk._say_error(request, error)
                    except NoResultFound:  # the id in the address is nobody's
                        return desk._say_error(request, not_found())
                    except RequestValidationError as error:
                        log.info("a form of the desk was wrong: %s", [part["loc"] for part in error.errors()])
                        return desk._say_error(request, DeskError(422, _WRONG_FORM))
                    except HTTPException as error:
                        return desk._say_error(request, DeskError(error.status_code, _WENT_WRONG))

                return handle

        return DeskRoute

    def _to_sign_in(self, request: Request) -> Response:
        """To the sign-in page, and from there back to where the person is."""
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if current := request.headers.get("hx-current-url"):
            parts = urlsplit(current)
            here = parts.path + (f"?{parts.query}" if parts.query else "")
        elif request.method != "GET":
            here = urlsplit(request.headers.get("referer", "")).path or "/desk"
        return _go(request, self.with_next(SIGN_IN, here), signed_out=True)

    def _say_error(self, request: Request, error: DeskError) -> Response:
        text = self.pages.say(request, error.message)
        if is_fragment(request):
            return toast(Response(status_code=error.status), text, kind="error")
        if not _wants_page(request):
            return JSONResponse({"error": text}, error.status)
        return self.pages.render(request, "error.html", error.status, text=text)


def is_fragment(request: Request) -> bool:
    """Whether HTMX asks for a part of a page."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


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
