"""Live updates: what one process commits, the pages of another are told of."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.frame.events import Changes
from bot.ledger.models import ChatMessage
from bot.ledger.store import Act, Database
from bot.ledger.talks import conversation_for
from tests.support.desk_site import NOON, DeskSite


def run(listening: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own: a browser's tests leave their loop running in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, listening).result()


def say(database: Database, sender: str, text: str) -> int:
    """A member writes; the conversation."""
    with database.transaction() as session:
        conversation = conversation_for(session, "web", sender, None, NOON)
        conversation.last_seq += 1
        session.add(
            ChatMessage(
                conversation_id=conversation.id,
                seq=conversation.last_seq,
                direction="in",
                author="member",
                text=text,
                created_at=NOON,
            )
        )
        return conversation.id


async def told(stream: AsyncIterator[str], within: float = 5.0) -> tuple[str, list[str]]:
    """The next event of a stream: its name and what it names."""
    async with asyncio.timeout(within):
        while True:
            event = await anext(stream)
            fields = dict(line.split(": ", 1) for line in event.splitlines() if ": " in line)
            if "event" in fields:
                return fields["event"], json.loads(fields["data"])


def test_messages_and_acts_are_told_within_a_moment(database: Database) -> None:
    before = say(database, "early", "before anybody listens")
    closing = threading.Event()
    changes = Changes(database, closing, 30)

    async def listen() -> None:
        stream, second = changes.stream(), changes.stream()
        assert await told(stream) == ("begin", [])
        assert await told(second) == ("begin", [])
        number = await asyncio.to_thread(say, database, "member", "hello")
        for each in (stream, second):
            assert await told(each) == ("change", ["conversations", f"conversation-{number}"])
        assert number != before

        def decide() -> None:
            with database.transaction() as session:
                Act(session, "staff:amy", NOON).note("receipt.approved", "receipt:7", {})
                Act(session, "staff:amy", NOON).note("receipt.viewed", "receipt:8", {})
                Act(session, "staff:amy", NOON).note("case.taken", "support_case:2", {})

        await asyncio.to_thread(decide)
        names = ["receipts", "support_cases", "receipt-7", "support_case-2"]
        assert await told(stream) == ("change", names)
        closing.set()
        assert await told(second) == ("change", names)
        for each in (stream, second):
            with pytest.raises(StopAsyncIteration):
                await told(each)

    run(listen())


def test_what_commits_late_is_told_too(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    closing = threading.Event()
    changes = Changes(database, closing, 30)
    slow, go = threading.Event(), threading.Event()

    def slowly() -> None:
        with database.transaction() as session:
            Act(session, "staff:amy", NOON).note("slow", "receipt:1", {})
            session.flush()
            slow.set()
            go.wait(5)

    async def listen() -> None:
        stream = changes.stream()
        await told(stream)
        running = asyncio.create_task(asyncio.to_thread(slowly))
        await asyncio.to_thread(slow.wait, 5)

        def quickly() -> None:
            with database.transaction() as session:
                Act(session, "staff:ben", NOON).note("quick", "receipt:2", {})

        await asyncio.to_thread(quickly)  # has the higher id and is there first
        assert await told(stream) == ("change", ["receipts", "receipt-2"])
        go.set()
        await running
        assert await told(stream) == ("change", ["receipts", "receipt-1"])
        await stream.aclose()
        closing.set()

    run(listen())
    database.close()


def test_a_stream_ends_after_its_time_and_the_watching_with_the_last_one(sqlite_database: Database) -> None:
    changes = Changes(sqlite_database, threading.Event(), 0.4)

    async def listen() -> None:
        events = [event async for event in changes.stream() if "event: " in event]
        assert len(events) == 1 and "event: begin" in events[0]

    run(listen())
    for thread in threading.enumerate():
        if thread.name == "desk events":
            thread.join(2)
    assert "desk events" not in [thread.name for thread in threading.enumerate()]
    run(listen())  # and begins again


def test_the_stream_is_for_people_who_are_signed_in(desk: DeskSite) -> None:
    desk.ports["stream"] = 0.0
    answer = desk.browser("agent").get("/desk/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "event: begin" in answer.text
    assert desk.browser().get("/desk/events", accept="text/event-stream").status_code == 401
    late = desk.browser("agent")
    desk.real_now += timedelta(days=1)
    assert late.get("/desk/events", accept="text/event-stream").status_code == 401
