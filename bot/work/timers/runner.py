"""The timers at work: each day once, in the order of the days, whatever day it is when somebody is there."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue.context import Services
from bot.ledger import store
from bot.ledger.store import Database, TimerDue
from bot.rules.dates import day_of
from bot.work.slots import Slots
from bot.work.timers.members import CLOSING, TIER
from bot.work.timers.photos import (
    LOOSE_PHOTOS,
    SETTLED_PHOTOS,
    UNFINISHED_SETS,
    remove_forgotten,
)
from bot.work.timers.points import BIRTHDAY, BIRTHDAY_DOUBLE, POINTS_LAPSE, POINTS_REMINDER
from bot.work.timers.receipts import REVIEW_DUE, REVIEW_LATE
from bot.work.timers.tidying import tidy
from bot.work.timers.timer import Due, Look, Periods, Scene, Timer
from bot.work.timers.vouchers import VOUCHER_LAPSE, VOUCHER_REMINDER

log = logging.getLogger(__name__)

# In the order of one day: first what ends with the day before, then what comes in, then tiers, which follow
# from it, then words to members, then what leaves.
TIMERS: Sequence[Timer] = (
    VOUCHER_LAPSE,
    POINTS_LAPSE,
    BIRTHDAY,
    BIRTHDAY_DOUBLE,
    TIER,
    POINTS_REMINDER,
    VOUCHER_REMINDER,
    REVIEW_DUE,
    REVIEW_LATE,
    CLOSING,
    UNFINISHED_SETS,
    LOOSE_PHOTOS,
    SETTLED_PHOTOS,
)
_BY_NAME = {timer.name: timer for timer in TIMERS}

_BATCH = 200
_TIDY_ON = 0  # Mondays: going through all files takes a while


class Timers:
    """Runs what is due. Several may do so at once: each thing is done by one of them."""

    def __init__(
        self, database: Database, services: Services, clock: Clock, periods: Periods | None = None
    ) -> None:
        self._database = database
        self._services = services
        self._clock = clock
        self._periods = periods or Periods()
        self._timers = [timer for timer in TIMERS if timer.needs.apply_to(services.home)]
        self._all_day = [timer for timer in self._timers if timer.all_day]

    def run_due(self) -> int:
        """Make up for the days that were missed, in order, then do what is due today; how much was done."""
        now = self._clock()
        today = day_of(now)
        done = 0
        days = self._days(today, now)
        for day in days:
            if self._anything_due(self._timers, day):
                done += sum(self._run(timer, day, now) for timer in self._timers)
            self._finish(day, now)
        if not days and self._anything_due(self._all_day, today):
            done += sum(self._run(timer, today, now) for timer in self._all_day)
        return done + self._retry(now)

    # ----------------------------------------------------------------------------------------------------

    def _days(self, today: date, now: datetime) -> Sequence[date]:
        """The days that are to be run; at the very first run, today."""
        with self._database.reading() as session:
            if first := store.timers_began_on(session):
                return store.days_to_run(session, first, today)
        with self._database.transaction() as session:
            store.begin_timers(session, today, now)
        return [today]

    def _anything_due(self, timers: Sequence[Timer], day: date) -> bool:
        """Whether a day has anything in it; most have not."""
        with self._database.reading() as session:
            look = self._look(session, day, limit=1)
            return any(timer.find(look) for timer in timers)

    def _look(self, session: Session, day: date, after: int = 0, limit: int = _BATCH) -> Look:
        return Look(session, self._services.home, self._periods, day, after, limit)

    def _run(self, timer: Timer, day: date, now: datetime) -> int:
        return sum(self._carry_out(timer, due, day, now) for due in self._all_due(timer, day))

    def _all_due(self, timer: Timer, day: date) -> Iterator[Due]:
        after = 0
        while True:
            with self._database.reading() as session:
                found = timer.find(self._look(session, day, after))
            yield from found
            if not found:
                return
            after = found[-1].id

    def _carry_out(self, timer: Timer, due: Due, day: date, now: datetime) -> bool:
        """Do one thing in its own transaction, with the note that it is done."""
        scene: Scene | None = None
        try:
            with self._database.transaction() as session:
                run = store.claim_due(
                    session, TimerDue(timer.name, due.subject, due.on), now, again=timer.all_day
                )
                if run is None:
                    return False
                scene = Scene(timer.name, self._services, self._periods, session, now, day)
                outcome = timer.act(scene, due)
                if outcome is not None or not timer.all_day:
                    run.outcome = outcome
                elif run.attempts == 1:
                    session.delete(run)  # it was only looked at
        except Exception as error:
            log.exception("timer %s failed on %s", timer.name, due.subject)
            with self._database.transaction() as session:
                why = f"{type(error).__name__}: {error}"
                store.fail_due(session, TimerDue(timer.name, due.subject, due.on), why, now)
            return False
        for reference in scene.photos:
            self._services.photos.delete(reference)
        return outcome is not None or not timer.all_day

    def _retry(self, now: datetime) -> int:
        with self._database.reading() as session:
            failed = store.failures_to_retry(session, now, _BATCH)
        done = 0
        for run in failed:
            timer = _BY_NAME.get(run.timer)
            table, _, identity = run.subject.partition(":")
            if timer is not None:
                due = Due(int(identity), table, run.due_on)
                done += self._carry_out(timer, due, day_of(now), now)
        return done

    def _finish(self, day: date, now: datetime) -> None:
        """Close the day; once a week, put things in order."""
        tidying = day == day_of(now) and day.weekday() == _TIDY_ON
        with self._database.transaction() as session:
            if store.claim_due(session, TimerDue(store.DAY_TIMER, "", day), now) is None:
                return
            if tidying:
                tidy(session, now)
        if tidying:
            removed = remove_forgotten(self._database, self._services.photos, now)
            if removed:
                log.warning("removed %d photos that nothing referred to", removed)


class Alone:
    """Keeps what many workers could do to one of them at a time: the others would only look for the same."""

    def __init__(self, slots: Slots, action: Callable[[], object]) -> None:
        self._slots = slots
        self._action = action
        self._held = False

    def __call__(self) -> None:
        """Do it, if no other process does. A process that dies lets go."""
        if self._held:
            try:
                self._slots.check()
            except Exception:
                self._held = False
                raise
        else:
            self._held = self._slots.take() is not None
        if self._held:
            self._action()
