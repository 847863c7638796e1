"""`memberbot serve`: one process, from an open port to a clean stop."""

import signal
import socket
import threading
from collections.abc import Sequence
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from bot.app import build
from bot.reading import Reader
from bot.settings import LOOPBACK, Settings

# Answers under way get this long when the server is told to stop.
_GRACE_SECONDS = 2


class PortError(Exception):
    """The address cannot be listened on."""


def serve(settings: Settings, host: str, port: int, *, reader: Reader | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Raises PortError; SettingsError where strangers could reach it."""
    demo = settings.serves_demo(host)
    listener = listen(host, port)
    if demo and host in LOOPBACK and settings.public_url is None:
        name = f"[{host}]" if ":" in host else host
        settings = settings.model_copy(update={"public_url": f"http://{name}:{listener.getsockname()[1]}"})
    app = build(settings, demo=demo, reader=reader)
    app.start_channels()
    if settings.work:
        app.start_work()
    print(f"memberbot is at http://{host}:{listener.getsockname()[1]}", "(demo)" if demo else "", flush=True)
    _run(app.http(), listener, settings.proxies, app.closing)
    app.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket on the address. Raises PortError."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        return listener
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise PortError(f"cannot listen on {host}:{port}: {reason}") from None


def _run(http: ASGIApp, listener: socket.socket, proxies: Sequence[str], closing: threading.Event) -> None:
    config = uvicorn.Config(
        http,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    # Having stopped, uvicorn raises the signal once more for handlers that were there before: none is needed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: None)
    _Server(config, closing).run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, closing: threading.Event) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._closing.set()  # at once, so that open streams end
        super().handle_exit(sig, frame)
