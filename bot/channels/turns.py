"""Handing a turn to the dialogue from an asynchronous channel."""

import asyncio
import time

from anyio.to_thread import run_sync

from bot.channels.metrics import Metrics
from bot.channels.ports import Dialogue
from bot.dialogue.turn import Outgoing, Received, Turn

_GLANCE = 0.1  # seconds between two looks at whether photos have been read


async def receive(dialogue: Dialogue, metrics: Metrics, turn: Turn) -> Received:
    """What the dialogue makes of a turn, counted and timed."""
    started = time.perf_counter()
    received = await run_sync(dialogue.receive, turn)
    metrics.turn_seconds.labels(turn.channel).observe(time.perf_counter() - started)
    if received.duplicate:
        metrics.duplicates.labels(turn.channel).inc()
        return received
    kind = "photo" if turn.photos else "button" if turn.text.startswith("/") else "text"
    metrics.turns.labels(turn.channel, kind).inc()
    metrics.replies.labels(turn.channel).inc(len(received.replies))
    return received


async def with_reading(dialogue: Dialogue, received: Received, wait: float) -> list[Outgoing]:
    """The replies of a turn and, when it brought photos, those that follow within `wait` seconds."""
    replies = list(received.replies)
    if not received.reading:
        return replies
    deadline = time.monotonic() + wait
    while await run_sync(dialogue.busy, received.conversation_id) and time.monotonic() < deadline:
        await asyncio.sleep(_GLANCE)
    last = max([received.seq, *(reply.seq for reply in replies)])
    return replies + await run_sync(dialogue.after, received.conversation_id, last)
