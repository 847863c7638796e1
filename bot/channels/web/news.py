"""Tells the open streams of conversations in which something was said, by this process or another."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import run_sync

from bot.channels.ports import Dialogue

log = logging.getLogger(__name__)

# Seconds between two looks, for all streams of the process together: each is one read of the newest messages.
_GLANCE = 0.2


class News:
    """One watch for every stream; it runs while there are any."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._streams: dict[int, set[asyncio.Event]] = {}
        self._watching: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def of(self, conversation: int) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something is said in the conversation; whoever waits clears it.

        It may come late or not at all (a transaction that commits after a later one): look by yourself too.
        """
        stirred = asyncio.Event()
        self._streams.setdefault(conversation, set()).add(stirred)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())
        try:
            yield stirred
        finally:
            streams = self._streams[conversation]
            streams.discard(stirred)
            if not streams:
                del self._streams[conversation]

    async def _watch(self) -> None:
        newest: int | None = None
        while self._streams:
            try:
                newest, places = await run_sync(self._dialogue.said_since, newest)
            except Exception:
                log.exception("new messages were not looked up")
                places = frozenset()
            for place in places & self._streams.keys():
                for stirred in self._streams[place]:
                    stirred.set()
            await asyncio.sleep(_GLANCE)
