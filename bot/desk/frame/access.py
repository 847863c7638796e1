"""Who may see a page: the session's cookie, roles, and the token that tells our own forms from others'."""

import hmac
from ipaddress import ip_address

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from bot.desk.frame.errors import DeskError, ElsewhereError, SignedOutError, forbidden
from bot.desk.frame.people import SignedIn, signed_in
from bot.desk.frame.ports import DeskPorts
from bot.ledger.models import Role
from bot.ledger.staff import Device, find_session, is_session_stale, touch_session
from bot.wording import _

CSRF_FIELD = "csrf"
CSRF_HEADER = "X-CSRF-Token"

# Requests that the page makes by itself (live updates) do not keep a session alive.
BACKGROUND_HEADER = "X-Background"

# Where one may go before a temporary password is replaced or a second factor set up.
PASSWORD_PAGE, SECOND_FACTOR_PAGE = "/desk/account/password", "/desk/account/second-factor"
_ALWAYS = ("/desk/sign-out", "/desk/language", "/desk/session", "/desk/events", "/desk/navigation")

_COOKIE = "desk"
_SECURE_COOKIE = "__Host-desk"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """Signs browsers in and out and guards pages."""

    def __init__(self, ports: DeskPorts) -> None:
        self._ports = ports
        self._csrf_key = hmac.digest(ports.key, b"forms", "sha256")

    async def check(self, request: Request, *roles: Role) -> None:
        """See that somebody is signed in, has one of the roles (any person when none are named), and sent the
        request from one of our own pages.

        The person is then `staff(request)`. Raises SignedOutError, ElsewhereError and DeskError.
        """
        token = self.token(request)
        active = request.headers.get(BACKGROUND_HEADER) is None
        staff = await run_sync(self._find, token, active)
        if staff is None:
            raise SignedOutError
        request.state.staff = staff
        if request.method not in _SAFE_METHODS:
            await self._check_form(request, token)
        self._check_duties(request.url.path, staff)
        if roles and not staff.may(*roles):
            raise forbidden()

    def staff(self, request: Request) -> SignedIn:
        """The person whose request was let pass."""
        staff: SignedIn = request.state.staff
        return staff

    # -- the token ------------------------------------------------------------------------------------

    def token(self, request: Request) -> str:
        """The token of the browser's session, complete or not; empty for none."""
        return request.cookies.get(self._cookie(request), "")

    def keep(self, request: Request, response: Response, token: str) -> None:
        """Have the browser keep a token until it is closed. Scripts cannot read it."""
        response.set_cookie(
            self._cookie(request), token, path="/", httponly=True, samesite="lax", secure=self.secure(request)
        )

    def forget(self, request: Request, response: Response) -> None:
        """Have the browser forget the token."""
        response.delete_cookie(
            self._cookie(request), path="/", httponly=True, samesite="lax", secure=self.secure(request)
        )

    def csrf(self, request: Request) -> str:
        """What our own forms send along; empty when no session is there."""
        token = self.token(request)
        return hmac.digest(self._csrf_key, token.encode("utf-8", "replace"), "sha256").hex() if token else ""

    def secure(self, request: Request) -> bool:
        """Whether the person's browser talks HTTPS, perhaps to a proxy in front of us."""
        return request.url.scheme == "https" or (self._ports.public_url or "").startswith("https:")

    async def check_form(self, request: Request) -> None:
        """See that a form in front of the desk is from our own page, of a browser with a session."""
        token = self.token(request)
        if not token:
            raise SignedOutError
        await self._check_form(request, token)

    async def _check_form(self, request: Request, token: str) -> None:
        given = request.headers.get(CSRF_HEADER)
        if given is None:
            given = str((await request.form()).get(CSRF_FIELD, ""))
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.csrf(request).encode()):
            raise DeskError(
                403, _("This page was out of date, so nothing was done. Load it again and repeat.")
            )

    # -- the person -----------------------------------------------------------------------------------

    def _find(self, token: str, active: bool) -> SignedIn | None:
        if not token:
            return None
        now = self._ports.real_clock()
        with self._ports.database.reading() as session:
            found = find_session(session, token, now)
            if found is None or not found.complete or (found.staff.example and not self._ports.demo):
                return None
            staff, stale = signed_in(found), is_session_stale(found, now)
        if stale and active:
            with self._ports.database.transaction() as session:
                touch_session(session, token, now)
        return staff

    def _check_duties(self, path: str, staff: SignedIn) -> None:
        if path in _ALWAYS or path in (PASSWORD_PAGE, SECOND_FACTOR_PAGE):
            return
        if staff.password_temporary:
            raise ElsewhereError(PASSWORD_PAGE)
        if self.needs_second_factor(staff) and not staff.has_second_factor:
            raise ElsewhereError(SECOND_FACTOR_PAGE)

    def needs_second_factor(self, staff: SignedIn) -> bool:
        """Whether the person's roles demand one. An identity provider sees to its own."""
        demanded = not self._ports.second_factor.isdisjoint(staff.roles)
        return demanded and staff.has_password and not self._ports.demo

    def _cookie(self, request: Request) -> str:
        return _SECURE_COOKIE if self.secure(request) else _COOKIE


def device_of(request: Request) -> Device:
    """Where a request comes from. An IPv6 network counts as one address."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return Device(host, request.headers.get("user-agent", ""))
    if address.version == 6:
        host = ":".join(address.exploded.split(":")[:4]) + "::/64"
    return Device(host, request.headers.get("user-agent", ""))
