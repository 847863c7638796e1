"""PostgreSQL restarts, and photos and timers go on; what does not go on is told."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.ledger.store import Database
from bot.work.condition import Condition
from bot.work.loop import Loop
from bot.work.queue import JobQueue
from bot.work.slots import AdvisorySlots, LostSlotsError
from bot.work.timers.runner import Alone
from bot.work.worker import Worker
from tests.work.test_worker import Reads, working

FAMILY = 7


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    database = Database.open(postgres_url)
    yield database
    database.close()


def _restart(database: Database) -> None:
    """Every connection breaks, as when the server is restarted."""
    with database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        connection.commit()
    database.engine.dispose()  # a real restart takes longer than connections are trusted


def test_a_slot_can_be_taken_again_after_its_connection_broke(postgres: Database) -> None:
    slots = AdvisorySlots(postgres.engine, FAMILY, 2)
    assert slots.take() == 0
    _restart(postgres)
    slots.give_back(0)
    with pytest.raises(LostSlotsError):
        slots.check()
    assert slots.take() == 0
    slots.check()
    assert AdvisorySlots(postgres.engine, FAMILY, 2).take() == 1


def test_a_check_on_a_broken_connection_raises_and_lets_go_of_it(postgres: Database) -> None:
    slots = AdvisorySlots(postgres.engine, FAMILY, 1)
    assert slots.take() == 0
    _restart(postgres)
    with pytest.raises(OperationalError):
        slots.check()
    assert slots.take() == 0


def test_jobs_are_run_after_the_database_was_restarted(postgres: Database) -> None:
    Worker.migrate(postgres.engine)
    queue, reads = JobQueue(postgres.engine), Reads()
    with working(postgres, reads):
        for job in (1, 2, 3):
            with postgres.transaction() as session:
                queue.read_photos(session, job)
            assert reads.wait_for(job) == list(range(1, job + 1))
            _restart(postgres)


def test_timers_go_on_after_the_database_was_restarted(postgres: Database) -> None:
    rounds: list[int] = []
    alone = Alone(AdvisorySlots(postgres.engine, FAMILY, 1), lambda: rounds.append(1))
    alone()
    _restart(postgres)
    with pytest.raises(OperationalError):
        alone()
    alone()
    assert len(rounds) == 2


def test_what_fails_for_long_or_is_dead_is_not_well() -> None:
    condition, thread = Condition(patience=0.0), threading.Thread(target=lambda: None)
    assert condition.well(thread)  # not begun here
    condition.failed()
    thread.start()
    thread.join()
    assert not condition.well(thread)
    assert not condition.well(threading.current_thread())
    condition.fine()
    assert condition.well(threading.current_thread())


def test_a_loop_that_failed_once_is_still_well() -> None:
    tried, again = threading.Event(), threading.Event()

    def act() -> None:
        (again if tried.is_set() else tried).set()
        raise RuntimeError

    loop = Loop("test", 0.01, act)
    assert loop.well
    loop.start()
    assert again.wait(5)
    assert loop.well
    loop.stop()
    assert not loop.well
