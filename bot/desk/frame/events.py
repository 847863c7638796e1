"""Live updates: what changed, told to the open pages within a moment.

One thread per process looks for new messages and new entries of the audit trail while a page listens. What
another process did is in the database too, so it is told of everywhere. A page is told only what changed, by
id, and asks for it anew with the rights of its person.
"""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from anyio.to_thread import run_sync
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.ledger.models import Audit, ChatMessage
from bot.ledger.store import Database

log = logging.getLogger(__name__)

_EVERY = 0.25
_HEARTBEAT = 15.0

# Transactions that run side by side end in any order, so a lower id may show up after a higher one.
_LATE = 10.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the last look: ids of conversations, and what the audit trail names."""

    conversations: frozenset[int]
    subjects: frozenset[str]  # receipt:7, voucher:3, staff:2

    def events(self) -> list[str]:
        """The names of the events on a page: `conversations`, `conversation-12`, `receipts`, `receipt-7`."""
        named = {subject.replace(":", "-") for subject in self.subjects}
        named |= {f"conversation-{conversation}" for conversation in self.conversations}
        return sorted({f"{name.rpartition('-')[0]}s" for name in named}) + sorted(named)


@dataclass(frozen=True, eq=False, slots=True)
class _Listener:
    loop: asyncio.AbstractEventLoop
    changes: "asyncio.Queue[Change | None]"

    def tell(self, change: Change | None) -> None:
        try:
            self.loop.call_soon_threadsafe(self.changes.put_nowait, change)
        except RuntimeError:  # its event loop has ended
            log.debug("a listener has gone")


class Changes:
    """Tells listeners what changed in the database, until `closing` is set."""

    def __init__(self, database: Database, closing: threading.Event, limit: float) -> None:
        self._database = database
        self._closing = closing
        self._limit = limit
        self._lock = threading.Lock()
        self._listeners: set[_Listener] = set()
        self._watching = False

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events, for `limit` seconds: the page then opens the next stream.

        `begin` comes first: whatever happens after it will be told. Then `change` with a list of names.
        """
        listener = _Listener(asyncio.get_running_loop(), asyncio.Queue())
        ends = time.monotonic() + self._limit
        try:
            await run_sync(self._begin, listener)
            yield "retry: 1000\nevent: begin\ndata: []\n\n"
            while (left := ends - time.monotonic()) > 0:
                try:
                    change = await asyncio.wait_for(listener.changes.get(), min(left, _HEARTBEAT))
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if change is None:
                    return
                yield f"event: change\ndata: {json.dumps(change.events())}\n\n"
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _begin(self, listener: _Listener) -> None:
        with self._lock:
            self._listeners.add(listener)
            if self._watching or self._closing.is_set():
                return
            looks = (
                _Look(ChatMessage.id, ChatMessage.conversation_id),
                _Look(Audit.id, Audit.subject, Audit.action.not_like("%.viewed")),
            )
            with self._database.reading() as session:
                for look in looks:
                    look.begin(session)
            self._watching = True
        threading.Thread(target=self._watch, args=looks, name="desk events", daemon=True).start()

    def _watch(self, messages: "_Look[int]", audit: "_Look[str]") -> None:
        while not self._closing.wait(_EVERY):
            with self._lock:
                if not self._listeners:
                    self._watching = False
                    return
            try:
                with self._database.reading() as session:
                    change = Change(messages.news(session), audit.news(session))
            except Exception:
                log.exception("the desk could not look for changes")
                continue
            if change.conversations or change.subjects:
                self._tell(change)
        self._tell(None)

    def _tell(self, change: Change | None) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.tell(change)


class _Look(Generic[T]):
    """The rows of a table that were not there at the look before: what one of their columns says."""

    def __init__(
        self, key: InstrumentedAttribute[int], says: InstrumentedAttribute[T], *only: ColumnElement[bool]
    ) -> None:
        self._key = key
        self._rows = select(key, says).where(*only)
        self._floor = 0  # rows up to here are known
        self._seen: dict[int, float] = {}  # rows above it that are known too, and since when

    def begin(self, session: Session) -> None:
        """All rows of now are known."""
        self._floor = session.scalar(select(func.max(self._key))) or 0

    def news(self, session: Session) -> frozenset[T]:
        """What the new rows say."""
        now = time.monotonic()
        rows = session.execute(self._rows.where(self._key > self._floor)).all()
        said = frozenset(says for key, says in rows if key not in self._seen)
        for key, _says in rows:
            self._seen.setdefault(key, now)
        self._floor = max(
            (key for key, since in self._seen.items() if now - since > _LATE), default=self._floor
        )
        self._seen = {key: since for key, since in self._seen.items() if key > self._floor}
        return said
