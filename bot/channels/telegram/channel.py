"""The life of the channel: a thread with its own event loop, which polls or is handed webhook updates."""

import asyncio
import hmac
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from telegram import Bot, Update
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.metrics import Metrics
from bot.channels.ports import Dialogue, Limits
from bot.channels.requests import ApiError, json_object
from bot.channels.telegram.inbox import CHANNEL, KINDS, Inbox
from bot.channels.telegram.menu import Menu
from bot.channels.telegram.outbox import Outbox
from bot.channels.telegram.updates import PollingRequest, readable
from bot.dialogue.turn import Outgoing
from bot.programmes import Programme
from bot.strict_json import Exact
from bot.wording import Wording

T = TypeVar("T")

log = logging.getLogger(__name__)

_POLL_SECONDS = 25  # how long Telegram keeps a question for updates open
_GLANCE = 0.3  # between two questions while updates are being handled
_LONGEST_WAIT = 60.0
_TRIES = 6  # of one update, before the others may no longer wait for it
_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class TelegramPorts:
    """Everything that the channel is given. Without `webhook_url` it polls.

    The menu shows what can be asked of the `home` programme.
    """

    dialogue: Dialogue
    words: Wording
    token: str
    api_base: str = "https://api.telegram.org"
    webhook_url: str | None = None
    webhook_secret: str = ""
    album_quiet: float = 0.8  # seconds without another photo that end an album
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(default_factory=Limits)
    home: Programme | None = None


class TelegramChannel:
    """`start` returns at once: an unreachable Telegram must not keep the rest of the bot from serving."""

    def __init__(self, ports: TelegramPorts) -> None:
        if ports.webhook_url is not None and not ports.webhook_secret:
            raise ValueError("a webhook needs a secret, so that nobody else can send updates")
        self._ports = ports
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)
        self._ready = threading.Event()  # the bot knows itself; updates can be handled
        self._main: asyncio.Task[None] | None = None
        self._bot = Bot(
            ports.token,
            base_url=f"{ports.api_base}/bot",
            base_file_url=f"{ports.api_base}/file/bot",
            request=HTTPXRequest(connection_pool_size=16, pool_timeout=10, read_timeout=20),
            get_updates_request=PollingRequest(ports.metrics.set_aside.inc, read_timeout=_POLL_SECONDS + 10),
        )
        self._outbox = Outbox(self._bot, ports.dialogue)
        self._menu = Menu(self._bot, ports.words, ports.home)
        self._inbox = Inbox(
            self._bot,
            ports.dialogue,
            ports.words,
            ports.metrics,
            self._outbox,
            self._menu,
            largest_photo=ports.limits.photo,
            quiet=ports.album_quiet,
        )

    def start(self) -> None:
        """Begin to receive and to send."""
        self._thread.start()

    def stop(self) -> None:
        """Stop. Updates that are not handled come again at the next start."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(_STOP_SECONDS)

    def deliver(self, outgoing: Sequence[Outgoing]) -> None:
        """Send messages of this channel in order and mark them; callable from any thread. Returns when done.
        What cannot be sent now stays pending."""
        if not self._ready.is_set():
            return
        sent = asyncio.run_coroutine_threadsafe(self._outbox.deliver_all(outgoing), self._loop)
        with suppress(CancelledError):  # the channel stopped meanwhile
            sent.result()

    def sweep(self) -> None:
        """Send what another process recorded (the desk, a worker), and what a crash or a refusal left; to be
        called again and again."""
        if self._ready.is_set():
            self.deliver(self._ports.dialogue.pending(CHANNEL))

    def routes(self) -> APIRouter:
        """The webhook's path, to be added to the HTTP app."""
        routes = APIRouter(include_in_schema=False)
        if self._ports.webhook_url is None:
            return routes

        @routes.post(urlsplit(self._ports.webhook_url).path or "/")
        async def webhook(request: Request) -> JSONResponse:
            shown = request.headers.get("x-telegram-bot-api-secret-token", "")
            if not hmac.compare_digest(shown.encode(), self._ports.webhook_secret.encode()):
                raise ApiError(403, "wrong_secret", "Only Telegram may send updates here.")
            body = await json_object(request, self._ports.limits.json_body)
            if not self._ready.is_set():
                raise ApiError(503, "starting", "Not ready yet; send the update again.")
            # Until this returns the update is not acknowledged, and Telegram sends it again.
            taken = asyncio.run_coroutine_threadsafe(self._take(body), self._loop)
            await asyncio.wrap_future(taken)
            return JSONResponse({})

        return routes

    # -- inside the channel's thread -----------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._main = self._loop.create_task(self._live())
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            log.info("the Telegram channel has stopped")
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    def _cancel(self) -> None:
        if self._main is not None:
            self._main.cancel()

    async def _live(self) -> None:
        try:
            await self._patiently(self._introduce)
            self._ready.set()
            if self._ports.webhook_url is None:
                await self._poll()
            else:
                await asyncio.Event().wait()
        finally:
            self._ready.clear()
            await self._finish()
            await self._bot.shutdown()

    async def _finish(self) -> None:
        """Let what is being handled come to its end, within reason."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            _done, late = await asyncio.wait(others, timeout=_STOP_SECONDS / 2)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _introduce(self) -> None:
        """Say who we are and how we want to get updates. What waits at Telegram is kept."""
        await self._bot.initialize()
        await self._menu.show()
        if self._ports.webhook_url is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
        else:
            await self._bot.set_webhook(
                self._ports.webhook_url,
                allowed_updates=KINDS,
                drop_pending_updates=False,
                secret_token=self._ports.webhook_secret,
            )
        log.info("Telegram: @%s, %s", self._bot.username, "webhook" if self._ports.webhook_url else "polling")

    async def _poll(self) -> None:
        """Ask for updates for ever. The offset, which acknowledges, never passes one still being handled."""
        handling: dict[int, asyncio.Task[None]] = {}
        handled: set[int] = set()
        offset = 0
        while True:
            found = await self._patiently(
                partial(
                    self._bot.get_updates,
                    offset=offset,
                    timeout=0 if handling else _POLL_SECONDS,
                    allowed_updates=KINDS,
                )
            )
            for update in found:
                if update.update_id not in handled and update.update_id not in handling:
                    handling[update.update_id] = asyncio.create_task(self._take_or_give_up(update))
                offset = max(offset, update.update_id + 1)
            if handling:
                await asyncio.wait(handling.values(), timeout=_GLANCE)
                done = {number for number, task in handling.items() if task.done()}
                handled |= done
                handling = {number: task for number, task in handling.items() if number not in done}
            offset = min(handling, default=max(handled, default=offset - 1) + 1)
            handled = {number for number in handled if number >= offset - 1}

    async def _take(self, body: dict[str, Exact]) -> None:
        if readable(body):
            await self._inbox.take(Update.de_json(body, self._bot))
        else:
            self._ports.metrics.set_aside.inc()  # acknowledged, or Telegram would send it again and again

    async def _take_or_give_up(self, update: Update) -> None:
        """Handle an update, with some tries; one that never succeeds must not hold up the rest."""
        for attempt in range(_TRIES):
            try:
                await self._inbox.take(update)
                return
            except Exception:
                log.exception("update %s could not be handled (try %s)", update.update_id, attempt + 1)
                await asyncio.sleep(2**attempt)
        log.error("update %s is given up", update.update_id)
        await self._inbox.apologise(update)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The call's result, however long Telegram cannot be reached."""
        wait = 1.0
        while True:
            try:
                return await call()
            except RetryAfter as error:
                asked = error.retry_after
                wait = asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
            except TelegramError as error:
                log.warning("Telegram: %s; trying again in %.0f s", error, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
