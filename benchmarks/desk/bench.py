"""Server time of the desk's inbox, and how soon a member's message is on the agent's screen.

    python -m benchmarks.desk.bench [--requests 200] [--messages 50] [--output FILE]

The server is a process of its own on a filled database; times are what a client on the same machine waits
for a whole answer, rendering included. PostgreSQL is started from the wheel, with durable settings.
"""

import argparse
import json
import os
import random
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from benchmarks.desk.filled import CONVERSATIONS, MEMBERS, NOW, OPEN, SECRET, fill
from benchmarks.machine import machine
from bot.ledger.models import ChatMessage
from bot.ledger.store import Database
from bot.programmes import Programmes
from tests.support.postgres import DURABLE, PostgresServer
from tests.support.server_process import REAL, serving

RESULT = Path(__file__).parents[1] / "results" / "desk.md"
_CSRF = re.compile(r'name="csrf" value="(\w+)"')
_HTMX = {"HX-Request": "true"}

Times = list[float]


def main() -> None:
    """Measure, and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--databases", nargs="+", default=["PostgreSQL", "SQLite"])
    parser.add_argument("--output", type=Path, default=RESULT)
    asked = parser.parse_args()
    lines = ["# The desk", "", f"Measured by `make bench-desk` on: {machine()}.", ""]
    with tempfile.TemporaryDirectory() as folder:
        for name, url in _databases(Path(folder), asked.databases):
            database = Database.open(url)
            database.migrate()
            messages = fill(database, Programmes.load().engine)
            environment = partial(_environment, url)
            with serving(Path(folder) / name, *REAL, environment=environment) as server:
                rows = _measured(server.url, database, asked.requests, asked.messages)
                lines += _table(name, messages, rows)
            database.close()
            asked.output.write_text("\n".join(lines))
    print("\n".join(lines))


def _databases(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    if "PostgreSQL" in names:
        server = PostgresServer(DURABLE)
        try:
            yield "PostgreSQL", server.url(server.create())
        finally:
            server.stop()
    if "SQLite" in names:
        yield "SQLite", f"sqlite:///{folder}/memberbot.sqlite"


def _environment(url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "MEMBERBOT_SECRET": SECRET,
        "MEMBERBOT_DEMO": "1",
        "MEMBERBOT_NOW": NOW.isoformat(),
    }


def _table(name: str, messages: int, rows: Iterator[tuple[str, Times, str]]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield (
        f"{OPEN:,} open cases in {CONVERSATIONS:,} conversations with {messages:,} messages; "
        f"{MEMBERS:,} members with 50 entries each."
    )
    yield ""
    yield "| what | p50 | p95 | longest | aim for p95 | load |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for what, times, aim in rows:
        ranked = (times[len(times) // 2], times[int(len(times) * 0.95)], times[-1])
        told = " | ".join(f"{1000 * seconds:.0f} ms" for seconds in ranked)
        yield f"| {what} | {told} | {aim} | {os.getloadavg()[0]:.1f} |"
    yield ""


def _measured(
    address: str, database: Database, requests: int, messages: int
) -> Iterator[tuple[str, Times, str]]:
    rng = random.Random(7)
    with httpx.Client(base_url=address, timeout=60, follow_redirects=True) as agent:
        agent.post("/desk/sign-in/example", data={"login": "amy", "next": "/desk/inbox"}).raise_for_status()

        def timed(path: Callable[[], str], headers: dict[str, str] | None = None) -> Times:
            return sorted(_seconds(agent, path(), headers) for _request in range(requests))

        opened = lambda: rng.randrange(1, OPEN + 1)  # noqa: E731
        aim = "100 ms"
        yield "the inbox page", timed(lambda: "/desk/inbox"), aim
        for queue in ("all", "mine", "receipts"):
            part = f"/desk/inbox/list?queue={queue}"
            yield f"its list brought up to date, queue “{queue}”", timed(lambda part=part: part, _HTMX), aim  # type: ignore[misc]
        deep = _deep(agent)
        yield "a page deep in a queue", timed(lambda: deep, _HTMX), aim
        conversation = lambda: f"/desk/conversations/{opened()}"  # noqa: E731
        yield "the page of a conversation", timed(conversation), aim
        yield "a conversation opened from the list", timed(conversation, _HTMX), aim
        yield "what changed in it", timed(lambda: f"{conversation()}/now", _HTMX), aim
        yield "the member's card", timed(lambda: f"{conversation()}/member", _HTMX), aim
        for what, query in (
            ("a membership number", lambda: f"FW{opened()}"),
            ("a name", lambda: rng.choice(("chan", "小明", "siu ming", "Wong Mei Ling"))),
            ("a voucher's code", lambda: f"CODE-{opened()}"),
            ("a receipt's number", lambda: f"R{opened()}"),
        ):
            path = lambda query=query: f"/desk/inbox/list?q={query()}"  # noqa: E731
            yield f"search for {what}", timed(path, _HTMX), aim
        yield (
            "a member's message on the agent's screen",
            _on_screen(address, agent, database, messages),
            "1 s",
        )


def _seconds(client: httpx.Client, path: str, headers: dict[str, str] | None) -> float:
    began = time.perf_counter()
    client.get(path, headers=headers).raise_for_status()
    return time.perf_counter() - began


def _deep(agent: httpx.Client) -> str:
    """The address of a page some way into the longest queue."""
    part = "/desk/inbox/list?queue=all"
    for _page in range(40):
        following = re.search(r'data-after="([^"]+)"[^>]*>(?=Next)', agent.get(part, headers=_HTMX).text)
        assert following
        part = f"/desk/inbox/list?queue=all&after={following[1]}"
    return part


def _on_screen(address: str, agent: httpx.Client, database: Database, messages: int) -> Times:
    """From the moment a member's message is sent until the page that was told of it has it."""
    conversation = 1
    csrf = _CSRF.search(agent.get("/desk/inbox").text)
    assert csrf
    take = agent.post(f"/desk/conversations/{conversation}/take", data={"csrf": csrf[1]}, headers=_HTMX)
    take.raise_for_status()
    times = []
    with _events(address, agent) as told, httpx.Client(base_url=address, timeout=60) as member:
        for number in range(messages):
            time.sleep(random.Random(number).uniform(0.05, 0.4))  # at any point between two looks
            said = f"message {uuid4().hex}"
            body = {"sender": "s1", "message": said, "metadata": {"message_id": uuid4().hex}}
            told.clear()
            began = time.perf_counter()
            member.post("/webhooks/rest/webhook", json=body).raise_for_status()
            while said not in agent.get(f"/desk/conversations/{conversation}/now", headers=_HTMX).text:
                assert told.wait(10), "the page was never told"
                told.clear()
            times.append(time.perf_counter() - began)
    with database.reading() as session:
        counted = session.scalar(select(func.count()).where(ChatMessage.conversation_id == conversation))
    assert counted and counted >= messages
    return sorted(times)


@contextmanager
def _events(address: str, agent: httpx.Client) -> Iterator[threading.Event]:
    """An event that is set whenever the desk's stream tells of a change of the first conversation."""
    told, begun, ended = threading.Event(), threading.Event(), threading.Event()

    def listen() -> None:
        with (
            suppress(httpx.TransportError),  # the server ends
            httpx.Client(base_url=address, cookies=agent.cookies, timeout=60) as client,
            client.stream("GET", "/desk/events") as stream,
        ):
            for line in stream.iter_lines():
                begun.set()
                if ended.is_set():
                    return
                if line.startswith("data:") and "conversation-1" in json.loads(line[5:]):
                    told.set()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert begun.wait(10)
    try:
        yield told
    finally:
        ended.set()


if __name__ == "__main__":
    main()
