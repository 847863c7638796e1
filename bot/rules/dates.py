"""Counting days, months and years the way the rule books do."""

from datetime import date, datetime, timedelta


def day_of(moment: date | datetime) -> date:
    """The day of a moment. Datetimes are in Hong Kong time already."""
    return moment.date() if isinstance(moment, datetime) else moment


def last_day(start: date, days: int, first: int = 1) -> date:
    """The last day of a period of `days` from `start`, itself day number `first` (0: not counted)."""
    return start + timedelta(days=days - first)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; a day that month lacks becomes the first of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return first_of_month(date(year, month + 1, 1), 1)


def first_of_month(day: date, months: int = 0) -> date:
    """The first day of the month `months` after the one of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def in_year(day: date, year: int) -> date:
    """A yearly day in one year; 29 February counts as 28 February in a common year."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
