"""What is said in a conversation, as it is said: server-sent events (HTML Living Standard, section 9.2)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress

from anyio.to_thread import run_sync
from fastapi import Request

from bot.channels.ports import HttpPorts
from bot.channels.web.messages import WebMessage, web_message
from bot.channels.web.news import News

# Seconds between two looks of a stream that nothing stirs: while photos are being read, and otherwise.
_SOON, _CALMLY = 0.2, 1.0
_HEARTBEAT = 15.0


class Streams:
    """The open streams of one process."""

    def __init__(self, ports: HttpPorts) -> None:
        self._ports = ports
        self._news = News(ports.dialogue)

    async def news(self, sender: str, conversation: int, after: int) -> tuple[bool, list[WebMessage]]:
        """Whether photos are being read, and the messages after `after`. In this order: once photos are read,
        their replies are there."""
        dialogue, words = self._ports.dialogue, self._ports.words
        reading = await run_sync(dialogue.busy, conversation)
        messages = await run_sync(dialogue.after, conversation, after)
        return reading, [web_message(message, words) for message in messages if message.sender == sender]

    async def events(self, request: Request, sender: str, conversation: int) -> AsyncIterator[str]:
        """The lines of one stream, until it has lived its time, its page is gone or the server closes."""
        limits, closing = self._ports.limits, self._ports.closing
        seen = last_seen(request)
        was_reading: bool | None = None
        ends = time.monotonic() + limits.stream
        quiet_since = time.monotonic()
        yield "retry: 1000\n\n"
        async with self._news.of(conversation) as stirred:
            while time.monotonic() < ends and not closing.is_set():
                stirred.clear()
                reading, found = await self.news(sender, conversation, seen)
                for message in found:
                    seen = message["seq"]
                    yield f"id: {seen}\nevent: message\ndata: {json.dumps(message)}\n\n"
                # Said with every message too: the page knows of a reading earlier than the stream does.
                if found or reading is not was_reading:
                    was_reading = reading
                    yield f"event: reading\ndata: {json.dumps(reading)}\n\n"
                elif time.monotonic() - quiet_since > _HEARTBEAT:
                    yield ": still here\n\n"
                    quiet_since = time.monotonic()
                if await request.is_disconnected():
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(stirred.wait(), _SOON if reading else _CALMLY)


def last_seen(request: Request) -> int:
    """The seq of the last message that the page has; what a reconnecting stream says counts most."""
    for seq in (request.headers.get("last-event-id", ""), request.query_params.get("after", "")):
        if seq.isascii() and seq.isdecimal() and len(seq) < 16:
            return int(seq)
    return 0
