"""Jobs exist with their transaction, run once it commits, and survive whoever was running them."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.ledger.store import Database
from bot.work.queue import JobQueue
from bot.work.worker import Worker

PATIENCE = 20.0


@contextmanager
def working(database: Database, read_photos: Callable[[int], None]) -> Iterator[None]:
    worker = Worker(database.engine, read_photos)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


class Reads:
    """Remembers the photo jobs it was given; raises for the first `failures` of them."""

    def __init__(self, failures: int = 0) -> None:
        self.seen: list[int] = []
        self._failures = failures
        self._changed = threading.Condition()

    def __call__(self, photo_job: int) -> None:
        with self._changed:
            self.seen.append(photo_job)
            self._changed.notify_all()
            if len(self.seen) <= self._failures:
                raise RuntimeError("the reader broke")

    def wait_for(self, count: int) -> list[int]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.seen) >= count, PATIENCE), self.seen
            return self.seen


@pytest.fixture
def queue(database: Database) -> JobQueue:
    Worker.migrate(database.engine)
    return JobQueue(database.engine)


def test_a_job_exists_only_if_its_transaction_commits(database: Database, queue: JobQueue) -> None:
    with suppress(RuntimeError), database.transaction() as session:
        queue.read_photos(session, 1)
        raise RuntimeError
    with database.transaction() as session:
        queue.read_photos(session, 2)
    reads = Reads()
    with working(database, reads):
        assert reads.wait_for(1) == [2]


def test_a_job_enqueued_twice_runs_once(database: Database, queue: JobQueue) -> None:
    reads = Reads()
    with working(database, reads):
        for photo_job in (7, 7, 8):
            with database.transaction() as session:
                queue.read_photos(session, photo_job)
        assert sorted(reads.wait_for(2)) == [7, 8]
        with database.transaction() as session:
            queue.read_photos(session, 9)
        assert sorted(reads.wait_for(3)) == [7, 8, 9]


def test_a_job_that_fails_is_tried_again(sqlite_database: Database) -> None:
    Worker.migrate(sqlite_database.engine)
    reads = Reads(failures=1)
    with working(sqlite_database, reads):
        with sqlite_database.transaction() as session:
            JobQueue(sqlite_database.engine).read_photos(session, 3)
        assert reads.wait_for(2) == [3, 3]


@contextmanager
def hanging_worker(database: Database) -> Iterator["subprocess.Popen[str]"]:
    url = database.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.work.hanging_worker", url], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_job_of_a_killed_worker_is_done_by_another(database: Database, queue: JobQueue) -> None:
    reads = Reads()
    with hanging_worker(database) as first:
        with database.transaction() as session:
            queue.read_photos(session, 5)
        assert first.stdout is not None and first.stdout.readline() == "took 5\n"
        with working(database, reads):
            assert reads.seen == []  # its worker lives
            first.kill()
            assert reads.wait_for(1) == [5]
