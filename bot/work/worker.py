"""The worker of a process: runs the jobs that were enqueued, here or by a process that died."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSConfig
from sqlalchemy import Engine

from bot.work.condition import Condition
from bot.work.names import APPLICATION, PHOTOS, SCHEMA, SERIALIZER, VERSION
from bot.work.slots import Slots, slots_for

log = logging.getLogger(__name__)

# A queued job starts at most this many seconds late; each look is one indexed read.
_POLLING = 0.1
# Seconds between two looks for the jobs of dead workers, or for a free slot.
_WATCH = 1.0
# Finished jobs are kept this long for whoever looks into a complaint.
_KEEP = timedelta(days=7)


class Worker:
    """Runs jobs in threads of this process. There is at most one in a process: DBOS is a singleton.

    `read_photos` gets the id of a photo job. It may be called again for the same one: after a crash, and a
    few times when it raises.
    """

    def __init__(self, engine: Engine, read_photos: Callable[[int], None]) -> None:
        self._engine = engine
        self._read_photos = read_photos
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._live, name="worker", daemon=True)
        self._condition = Condition()

    @property
    def well(self) -> bool:
        """Whether jobs are run here, or would be as soon as a slot is free."""
        return self._condition.well(self._thread)

    @staticmethod
    def migrate(engine: Engine) -> None:
        """Create or upgrade the tables that hold the jobs."""
        DBOS.migrate(_address(engine), schema=SCHEMA)

    def start(self) -> None:
        """Begin to work as soon as a slot is free."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more jobs. One that is running ends with the process and runs again at the next start."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _live(self) -> None:
        slots = slots_for(self._engine)
        while not self._stopping.is_set():
            try:
                slot = slots.take()
                if slot is not None:
                    self._work(slots, slot)
                self._condition.fine()
            except Exception:
                self._condition.failed()
                log.exception("the worker stopped and starts again")
            self._stopping.wait(_WATCH)

    def _work(self, slots: Slots, slot: int) -> None:
        executor = f"worker-{slot}"
        try:
            self._launch(executor)
            log.info("working as %s", executor)
            while not self._stopping.wait(_WATCH):
                slots.check()
                _rescue(slots, executor)
                self._condition.fine()
        finally:
            try:
                DBOS.destroy(destroy_registry=True)
            finally:
                slots.give_back(slot)

    def _launch(self, executor: str) -> None:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": _address(self._engine),
            "dbos_system_schema": SCHEMA,
            "application_version": VERSION,
            "executor_id": executor,
            "serializer": SERIALIZER,
            "use_listen_notify": False,  # nobody waits for a job's result
            "run_migrations": False,
            "sys_db_pool_size": 4,
            "log_level": "WARNING",
        }
        DBOS(config=config)

        @DBOS.step(retries_allowed=True, max_attempts=4, interval_seconds=1.0, backoff_rate=4.0)
        def read(photo_job: int) -> None:
            self._read_photos(photo_job)

        @DBOS.workflow(name="read_photos")
        def read_photos(photo_job: int) -> None:
            read(photo_job)

        @DBOS.workflow(name="tidy")
        def tidy(_scheduled: datetime, _context: object) -> None:
            DBOS.run_step(None, _forget_finished)

        DBOS.launch()
        # OCR uses every core by itself: two at a time keep the cores busy, more only fight for memory.
        DBOS.register_queue(PHOTOS, worker_concurrency=2, polling_interval_sec=_POLLING)
        DBOS.apply_schedules([{"schedule_name": "tidy", "workflow_fn": tidy, "schedule": "0 17 * * * *"}])


def _rescue(slots: Slots, executor: str) -> None:
    """Resume the jobs that dead workers left."""
    pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    for owner in {job.executor_id for job in pending if job.executor_id} - {executor}:
        slot = int(owner.removeprefix("worker-"))
        if slots.take_over(slot):
            try:
                # Looked up again: only now is it certain that the owner runs none of them.
                left = DBOS.list_workflows(
                    status="PENDING", executor_id=owner, load_input=False, load_output=False
                )
                log.warning("resuming %d jobs that %s left", len(left), owner)
                DBOS.resume_workflows([job.workflow_id for job in left])
            finally:
                slots.give_back(slot)


def _forget_finished() -> None:
    """Delete the records of jobs that ended well and long ago."""
    before = (datetime.now(UTC) - _KEEP).isoformat()
    while done := DBOS.list_workflows(
        status="SUCCESS", completed_before=before, limit=500, load_input=False, load_output=False
    ):
        DBOS.delete_workflows([job.workflow_id for job in done])


def _address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)
