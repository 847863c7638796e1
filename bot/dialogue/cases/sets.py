"""A set of values as the single values that stand for it: the days of a span, the edges of a range."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product

from bot.dialogue.cases.frame import is_set
from bot.json_values import Json
from bot.understanding.candidates import Range, Span
from bot.understanding.telling import FactValue, OneOf

_MOST_DAYS = 62
_MOST_STEPS = 24
_MOST_WORLDS = 128


def worlds(facts: Mapping[str, FactValue]) -> Iterator[tuple[dict[str, Json], dict[str, Json]]]:
    """The facts with a single value in place of each set, in every combination; and what was chosen."""
    known = {path: value for path, value in facts.items() if not is_set(value)}
    choices = {path: members(value) for path, value in facts.items() if is_set(value)}
    for chosen in islice(product(*choices.values()), _MOST_WORLDS):
        picked = dict(zip(choices, chosen, strict=True))
        yield known | picked, picked


def members(value: OneOf | Span | Range) -> Sequence[Json]:
    """The values that stand for a set, in order."""
    match value:
        case OneOf():
            return value.values
        case Span():
            return _days(value)
        case Range():
            return _steps(value)


def _days(span: Span) -> list[str]:
    """Every day of a short span; of a long one its first and last days, the months' and days between."""
    length = (span.last - span.first).days + 1
    if length <= _MOST_DAYS:
        return [(span.first + timedelta(days=n)).isoformat() for n in range(length)]
    step = max(1, length // (_MOST_DAYS - 1))
    days = {span.first + timedelta(days=n) for n in range(0, length, step)} | {span.last}
    days |= {day for year in range(span.first.year, span.last.year + 1) for month in range(1, 13)
             for day in (date(year, month, 1),) if span.first <= day <= span.last}  # fmt: skip
    return [day.isoformat() for day in sorted(days)]


def _steps(value: Range) -> list[int | float]:
    """The edges of a range and the round numbers between, where rules change."""
    width = value.high - value.low
    step = next((s for s in (1, 5, 10, 50, 100, 500, 1000, 5000) if width / s <= _MOST_STEPS), 10000)
    first = (value.low // step + 1) * step
    between = [first + step * n for n in range(_MOST_STEPS) if first + step * n < value.high]
    return [_plain(number) for number in dict.fromkeys([value.low, *between, value.high])]


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
