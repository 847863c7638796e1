"""How fast the main path is: the start, text turns, a pair of photos, memory.

    python -m benchmarks.main_path [--turns 300] [--pairs 7] [--output FILE]

Everything runs on this machine with the defaults: one SQLite file, synchronous=FULL. The photos are drawn.
"""

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import httpx

from benchmarks.machine import machine
from benchmarks.reading.papers import receipt, slip
from benchmarks.reading.photograph import photographed, printed
from benchmarks.reading.wordings import Voice
from bot.app import App, build
from bot.clock import HONG_KONG, demo_clock
from bot.dialogue.turn import Photo, Turn
from bot.reading import Reader
from bot.reading.ocr.recognition import Ocr
from bot.settings import Settings

RESULT = Path(__file__).parent / "results" / "main-path.md"
NOW = datetime(2026, 11, 20, 22, 0, tzinfo=HONG_KONG)
TEXTS = (
    "how many points do I have?",
    "我有幾多分呀",
    "我的积分什么时候到期？",
    "Would 850 dollars at a restaurant paid by Octopus earn points?",
    "泊車可以換幾多個鐘？",
    "有什么礼品可以换",
    "which cards count?",
    "thanks!",
)


class TimedOcr(Ocr):
    """Adds up the seconds that recognition alone takes: of whole photos, and of places looked at again."""

    seconds = 0.0

    def read(self, *arguments: Any, **named: Any) -> Any:
        with self._timed():
            return super().read(*arguments, **named)

    def reread(self, *arguments: Any, **named: Any) -> Any:
        with self._timed():
            return super().reread(*arguments, **named)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - began


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--output", type=Path, default=RESULT)
    asked = parser.parse_args()
    rows = [
        *_served(asked.turns),
        *_in_process(asked.turns, asked.pairs),
    ]
    lines = [
        "# The main path",
        "",
        f"Measured by `make bench` on: {machine()}.",
        "",
        "| what | measured | aim |",
        "| --- | --- | --- |",
        *(f"| {what} | {value} | {aim} |" for what, value, aim in rows),
        "",
    ]
    asked.output.write_text("\n".join(lines))
    print("\n".join(lines))


Row = tuple[str, str, str]


def _served(turns: int) -> Iterator[Row]:
    """What a caller sees over HTTP."""
    with tempfile.TemporaryDirectory() as data:
        starts = []
        for _start in range(4):
            with _server(data) as (_client, seconds):
                starts.append(seconds)
        yield "start to first answer, on a new database", f"{starts[0]:.2f} s", "under 3 s"
        yield (
            "start to first answer, later (median of 3)",
            f"{statistics.median(starts[1:]):.2f} s",
            "under 3 s",
        )
        with _server(data) as (client, _seconds):
            times = _timed(turns, lambda text: _post(client, text))
            yield "text turn over HTTP, p50 / p95", _percentiles(times), ""


@contextmanager
def _server(data: str) -> Iterator[tuple[httpx.Client, float]]:
    """A server on the folder: a client of it, and the seconds from its start to its first answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", str(port)],
        env={**os.environ, "MEMBERBOT_DATA": data, "DATABASE_URL": "", "MEMBERBOT_NOW": NOW.isoformat()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            while True:
                with suppress(httpx.TransportError):
                    _post(client, "hello")
                    break
                if process.poll() is not None or time.perf_counter() - began > 120:
                    raise RuntimeError("the server did not start")
                time.sleep(0.01)
            yield client, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _post(client: httpx.Client, text: str) -> None:
    body = {"sender": "bench", "message": text, "metadata": {"message_id": uuid4().hex}}
    client.post("/webhooks/rest/webhook", json=body).raise_for_status()


def _in_process(turns: int, pairs: int) -> Iterator[Row]:
    """The same without HTTP, and with photos."""
    with tempfile.TemporaryDirectory() as data:
        ocr = TimedOcr()
        app = build(Settings(data=Path(data)), demo=True, clock=demo_clock(NOW), reader=Reader(ocr=ocr))
        app.introduce("bench", "member", member="FW-100001", language="en")
        times = _timed(turns, lambda text: _turn(app, text))
        yield "text turn in process, p50 / p95", _percentiles(times), "p50 under 10 ms"
        app.start_work()
        before = _memory()
        first, *later = [_pair(app, ocr, seed) for seed in range(pairs + 1)]
        yield (
            "memory before the first photo / after it / after all",
            (f"{before:.0f} / {first.memory:.0f} / {later[-1].memory:.0f} MB"),
            "",
        )
        yield "first pair of photos to proposal (loads the models)", f"{first.whole:.2f} s", ""
        whole = statistics.median(pair.whole for pair in later)
        yield f"pair of photos to proposal, p50 of {pairs}", f"{whole:.2f} s", ""
        alone = statistics.median(pair.ocr for pair in later)
        yield "… of which recognition alone, p50", f"{alone:.2f} s", ""
        share = statistics.median((pair.whole - pair.ocr) / pair.ocr for pair in later)
        yield "… our share, relative to recognition, p50", f"{share:.1%}", "under 10 %"
        app.close()


def _turn(app: App, text: str) -> None:
    app.conductor.receive(Turn("bench", "member", text, message_id=uuid4().hex))


class Pair(NamedTuple):
    """One pair of photos: seconds until the proposal, seconds of recognition, memory afterwards in MB."""

    whole: float
    ocr: float
    memory: float


def _pair(app: App, ocr: TimedOcr, seed: int) -> Pair:
    _turn(app, "/stop")
    photos = _photos(seed)
    ocr.seconds = 0.0
    began = time.perf_counter()
    received = app.conductor.receive(Turn("bench", "member", photos=photos, message_id=uuid4().hex))
    while app.conductor.busy(received.conversation_id):
        time.sleep(0.005)
    return Pair(time.perf_counter() - began, ocr.seconds, _memory())


def _photos(seed: int) -> tuple[Photo, Photo]:
    """A drawn receipt and a drawn slip, photographed in fair light."""
    rng = random.Random(seed)
    voice = Voice(rng, whole=False)
    papers = (receipt(rng, voice), slip(rng, voice))
    shots = [photographed(printed(paper, rng), rng, hard=0.3)[0] for paper in papers]
    return Photo(shots[0], "receipt.jpg"), Photo(shots[1], "slip.jpg")


def _timed(turns: int, say: Callable[[str], None]) -> list[float]:
    for text in TEXTS:  # once unmeasured: catalogues and statements are cached at their first use
        say(text)
    times = []
    for turn in range(turns):
        began = time.perf_counter()
        say(TEXTS[turn % len(TEXTS)])
        times.append(time.perf_counter() - began)
    return times


def _percentiles(times: list[float]) -> str:
    ranked = sorted(times)
    return f"{ranked[len(ranked) // 2] * 1000:.1f} / {ranked[int(len(ranked) * 0.95)] * 1000:.1f} ms"


def _memory() -> float:
    """Resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
