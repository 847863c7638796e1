"""When warnings of the weather shut a counter, and when it opens again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Signal = Literal["typhoon_8", "black_rain"]


@dataclass(frozen=True, slots=True)
class Warning:
    """One warning: in force from `start` up to `end` (None: not known yet), announced beforehand or not."""

    signal: Signal
    announced_at: datetime | None
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter that is open every day from `opens` up to, not including, `closes`, until `last_day`.

    A typhoon signal shuts it from `ahead` before it comes into force, if announced by then; a black rainstorm
    warning only when it was in force on that day before the opening. It stays shut until `after` a warning
    has ended, which may be the rest of the day.
    """

    opens: time
    closes: time
    last_day: date
    ahead: timedelta
    after: Mapping[Signal, timedelta]

    def shut_by(self, warning: Warning, moment: datetime) -> bool:
        """Whether the warning keeps the counter shut at this moment."""
        if not self._reached(warning, moment):
            return False
        if warning.end is None or moment < warning.end + self.after[warning.signal]:
            return True
        # Reopening would come at closing time or later: the rest of that day is lost.
        day = warning.end.date()
        return moment.date() == day and warning.end + self.after[warning.signal] >= _at(
            self.closes, warning.end
        )

    def open_from(self, warnings: Sequence[Warning], moment: datetime) -> datetime | None:
        """The first moment from this one on at which the counter is open.

        None after the last day, or while the end of a warning that shuts it is not known.
        """
        while (moment := self._next_open(moment)).date() <= self.last_day:
            shutting = [warning for warning in warnings if self.shut_by(warning, moment)]
            if not shutting:
                return moment
            ends = [
                warning.end + self.after[warning.signal] for warning in shutting if warning.end is not None
            ]
            if len(ends) < len(shutting):
                return None
            moment = max(ends)
        return None

    def _reached(self, warning: Warning, moment: datetime) -> bool:
        """Whether the warning concerns the service at this moment, its end left aside."""
        if warning.signal == "black_rain":
            over_before = warning.end is not None and warning.end <= _at(time.min, moment)
            return warning.start < _at(self.opens, moment) and not over_before
        announced = warning.announced_at
        if announced is None or announced > warning.start:
            return warning.start <= moment
        return max(announced, warning.start - self.ahead) <= moment

    def _next_open(self, moment: datetime) -> datetime:
        """The first moment from this one on within opening hours."""
        if moment.time() < self.opens:
            return _at(self.opens, moment)
        if moment.time() < self.closes:
            return moment
        return _at(self.opens, moment + timedelta(days=1))


def _at(clock: time, day: datetime) -> datetime:
    """That time of the day of a moment."""
    return datetime.combine(day.date(), clock, day.tzinfo)
