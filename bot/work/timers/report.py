"""What the timers did and have to do, for whoever looks after them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.ledger import store
from bot.ledger.models import TimerRun
from bot.ledger.store import Database, TimerPast
from bot.programmes import Programme
from bot.work.timers.runner import TIMERS
from bot.work.timers.timer import Look, Periods, Timer

_MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Report:
    """All timers on a day. `missed` are the days up to today on which they did not run yet."""

    began_on: date | None
    missed: int
    timers: tuple[tuple[Timer, int, TimerPast], ...]  # each with how much is due, and what it did
    failures: tuple[TimerRun, ...]


def report(database: Database, home: Programme, periods: Periods, today: date) -> Report:
    """How the timers stand; nothing is run. What is due is counted up to ten thousand for each."""
    with database.reading() as session:
        began_on = store.timers_began_on(session)
        missed = 1 if began_on is None else len(store.days_to_run(session, began_on, today))

        def due(timer: Timer) -> Iterator[int]:
            after = 0
            while found := timer.find(Look(session, home, periods, today, after, 1000)):
                yield len(found)
                after = found[-1].id

        rows = []
        for timer in TIMERS:
            if not timer.needs.apply_to(home):
                continue
            waiting = 0
            for count in due(timer):
                waiting += count
                if waiting >= _MOST_COUNTED:
                    break
            rows.append((timer, waiting, store.timer_past(session, timer.name)))
        return Report(began_on, missed, tuple(rows), tuple(store.open_failures(session)))
