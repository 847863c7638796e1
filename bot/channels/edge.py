"""The outermost layer of HTTP: request ids, security headers, sizes, errors without inner details."""

import json
import logging
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.metrics import Metrics

log = logging.getLogger(__name__)

# Pages bring their own scripts and styles and nothing from elsewhere; pictures may be data or previews too.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class TooLargeError(Exception):
    """The request's body is larger than this service takes."""


class Edge:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, max_body: int) -> None:
        self.app = app
        self.metrics = metrics
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started = False
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_body:
                raise TooLargeError
            return message

        async def decorated(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                ours = MutableHeaders(scope=message)
                ours["X-Request-ID"] = request_id
                for name, value in _HEADERS.items():
                    ours.setdefault(name, value)
                self.metrics.http_requests.labels(scope["method"], str(message["status"])).inc()
            await send(message)

        async def refuse(status: int, code: str, message: str) -> None:
            error = {"error": {"code": code, "message": message}, "request_id": request_id}
            body = json.dumps(error).encode()
            fields = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            if status == 413:
                fields.append((b"connection", b"close"))
            await decorated({"type": "http.response.start", "status": status, "headers": fields})
            await decorated({"type": "http.response.body", "body": body})

        if scope["method"] not in _SAFE_METHODS and from_another_site(headers):
            await refuse(403, "cross_site", "This request came from another website and was not carried out.")
            return
        too_large = f"A request may have at most {self.max_body} bytes."
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self.max_body:
            await refuse(413, "too_large", too_large)
            return
        try:
            await self.app(scope, limited, decorated)
        except TooLargeError:
            if not started:
                await refuse(413, "too_large", too_large)
        except Exception:
            log.exception("request %s failed: %s %s", request_id, scope["method"], scope["path"])
            if not started:
                await refuse(500, "internal", "Something went wrong on our side. Please try again.")


def from_another_site(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that a page of another origin sent this. Other clients send neither header."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
