"""A worker is killed while it reads a photo; another one, a process of its own, reads it and answers."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import pytest

from bot.app import build
from bot.dialogue.turn import Photo, Turn
from bot.settings import load_settings
from tests.support.paper import picture

PATIENCE = 180.0
# From the death of a worker until another one has its job: it looks every second.
TAKEN_OVER_WITHIN = 10.0


@dataclass
class Workers:
    """Worker processes, and what they say they are at: who, and which word."""

    processes: "list[subprocess.Popen[str]]"
    said: "Queue[tuple[int, str]]"

    def who_says(self, word: str) -> int:
        """Wait until one of them says so."""
        while True:
            number, line = self.said.get(timeout=PATIENCE)
            if line.startswith(word):
                return number


@contextmanager
def two_workers(environment: dict[str, str]) -> Iterator[Workers]:
    workers = Workers([], Queue())

    def listen(number: int, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            workers.said.put((number, line))

    try:
        for number in range(2):
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.work.reading_worker"],
                env=os.environ | environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            workers.processes.append(process)
            threading.Thread(target=listen, args=(number, process), daemon=True).start()
            workers.who_says("ready")
        yield workers
    finally:
        for process in workers.processes:
            process.kill()
            process.wait()


@pytest.mark.ocr
@pytest.mark.prove
def test_the_photo_of_a_killed_worker_is_read_by_another(postgres_url: str, tmp_path: Path) -> None:
    secret = "a secret of this test, and of nothing else"
    data = tmp_path / "data"
    environment = {"DATABASE_URL": postgres_url, "MEMBERBOT_DATA": str(data), "MEMBERBOT_SECRET": secret}
    app = build(load_settings(database_url=postgres_url, data=data, secret=secret), demo=True)
    photos = (
        Photo(picture("Receipt No: R-20417"), "receipt.png"),
        Photo(picture("SALE APPROVED"), "slip.png"),
    )
    try:
        with two_workers(environment) as workers:
            received = app.conductor.receive(Turn("rest", "me", "", photos=photos, message_id="1"))
            first = workers.who_says("reading")
            time.sleep(0.3)  # reading a photo takes well over a second
            workers.processes[first].kill()
            killed = time.monotonic()
            assert app.conductor.busy(received.conversation_id)
            assert workers.who_says("reading") != first
            taken_over = time.monotonic() - killed
            while app.conductor.busy(received.conversation_id):
                assert time.monotonic() - killed < PATIENCE
                time.sleep(0.05)
            answered = time.monotonic() - killed
        replies = app.conductor.after(received.conversation_id, received.seq)
    finally:
        app.close()
    print(f"taken over after {taken_over:.1f} s, answered after {answered:.1f} s")
    assert taken_over < TAKEN_OVER_WITHIN
    assert len(replies) == len(received.replies) + 1, replies
