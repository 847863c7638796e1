"""Working days: Monday to Friday outside the gazetted general holidays of a place."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays


@lru_cache(maxsize=8)
def _general_holidays(country: str, category: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, categories=(category,))


@dataclass(frozen=True, slots=True, eq=False)
class WorkingDays:
    """The working days of a country (`HK`) whose holidays are those of one category of python `holidays`.

    `gazetted_until` is the last year whose holidays have been announced; later ones are computed.
    """

    country: str
    category: str
    gazetted_until: int

    def includes(self, day: date) -> bool:
        """Whether people work on that day."""
        return day.weekday() < 5 and day not in _general_holidays(self.country, self.category)

    def after(self, day: date, count: int) -> date:
        """The `count`th working day after `day`, which itself is not counted."""
        return _after(self, day, count)

    def provisional(self, day: date) -> bool:
        """Whether a count that ends on `day` rests on a year that is not gazetted yet."""
        return day.year > self.gazetted_until


@lru_cache(maxsize=65536)
def _after(calendar: WorkingDays, day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= calendar.includes(day)
    return day
