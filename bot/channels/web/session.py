"""Whose web conversation it is: a random name in a signed cookie that only our own pages send back."""

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "conversation"
_KEPT = 30 * 24 * 3600  # seconds without a visit
_PURPOSE = b"web conversation"


class WebSession:
    """Makes and checks the cookie. A changed secret ends every conversation on the page."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _PURPOSE, "sha256")

    def sender(self, request: Request) -> str | None:
        """The conversation that the browser's cookie proves, or None."""
        sender, _, signature = request.cookies.get(COOKIE, "").partition(".")
        if not sender or not hmac.compare_digest(signature.encode(), self._sign(sender).encode()):
            return None
        return sender

    def new(self) -> str:
        """A name that nobody can guess."""
        return secrets.token_urlsafe(18)

    def keep(self, request: Request, response: Response, sender: str) -> None:
        """Have the browser keep the conversation."""
        response.set_cookie(
            COOKIE,
            f"{sender}.{self._sign(sender)}",
            max_age=_KEPT,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    def _sign(self, sender: str) -> str:
        return hmac.digest(self._key, sender.encode(), "sha256").hex()
