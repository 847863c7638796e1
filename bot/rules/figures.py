"""Figures of a rule book as a pack writes them: `100 HKD`, `7 working days`, `--03-31`, `11:00`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

CURRENCIES = ("HKD", "CNY")
UNITS = (
    "points",
    "years",
    "months",
    "days",
    "working_days",
    "hours",
    "minutes",
    "seconds",
    "sets",
    "times",
    "vouchers",
    "coupons",
    "people",
)

_NUMBER_AND_UNIT = re.compile(r"(-?\d+(?:\.\d+)?) ([A-Za-z][A-Za-z ]*)")
_VERSION = re.compile(r"(\d+(?:\.\d+)*) version")
_YEARLY = re.compile(r"--(\d\d)-(\d\d)")
_SINGULAR = {unit.removesuffix("s"): unit for unit in UNITS} | {"person": "people"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: one of `UNITS` or a currency of `CURRENCIES`."""

    value: int | Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year, as `--03-31`."""

    month: int
    day: int

    def of(self, year: int) -> date:
        """That day of one year."""
        return date(year, self.month, self.day)


Figure = Quantity | MonthDay | date | time | str
Amount = int | Decimal | MonthDay | date | time | str
"""A figure without its unit: int, or Decimal for money; what is no quantity as it is."""
Value = Figure | int | Decimal | Mapping[str, str] | Sequence["Value"] | None
"""What a placeholder stands for: figures, instants, codes, names by language, lists of these; None where no
sentence of the case uses it."""


def parse_figure(text: str) -> Figure:
    """The figure that a pack writes; a version (`13.0 version`) stays text. Raises ValueError."""
    if match := _VERSION.fullmatch(text):
        return match[1]
    if match := _YEARLY.fullmatch(text):
        return MonthDay(int(match[1]), int(match[2]))
    if match := _NUMBER_AND_UNIT.fullmatch(text):
        unit = match[2].replace(" ", "_")
        unit = _SINGULAR.get(unit, unit)
        if unit in CURRENCIES:
            return Quantity(Decimal(match[1]), unit)
        if unit in UNITS:
            return Quantity(int(match[1]) if match[1].lstrip("-").isdigit() else Decimal(match[1]), unit)
        raise ValueError(f"a unit of {', '.join((*UNITS, *CURRENCIES))}, not {match[2]!r}")
    for parse in (date.fromisoformat, time.fromisoformat):
        try:
            return parse(text)
        except ValueError:
            continue
    raise ValueError(f"a number with a unit, a date, a time, --MM-DD or a version, not {text!r}")


def amounts(figures: Mapping[str, Figure]) -> dict[str, Amount]:
    """Figures without their units: int, or Decimal for money; what is no quantity as it is."""
    return {
        name: figure.value if isinstance(figure, Quantity) else figure for name, figure in figures.items()
    }


def unit_of(figure: Figure) -> str:
    """What a rule asks a figure to be: its unit, `money`, `date`, `time`, `yearly` or `version`."""
    match figure:
        case Quantity(unit=unit):
            return "money" if unit in CURRENCIES else unit
        case MonthDay():
            return "yearly"
        case date():
            return "date"
        case time():
            return "time"
        case str():
            return "version"
