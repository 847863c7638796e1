"""Typed figures as JSON values of the public interface."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from bot.clock import HONG_KONG
from bot.json_values import Json
from bot.rules.answers import NamedFigure
from bot.rules.figures import MonthDay, Quantity


def plain(value: NamedFigure) -> Json:
    """Dates and instants in ISO 8601 (Hong Kong time), money as decimal strings, days of every year as
    `--03-31`, the rest as it is."""
    match value:
        case str() | int() | None:
            return value
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.astimezone(HONG_KONG).isoformat()
        case date() | time():
            return value.isoformat()
        case Quantity():
            return plain(value.value)
        case MonthDay():
            return f"--{value.month:02}-{value.day:02}"
        case Mapping():
            return {key: plain(member) for key, member in value.items()}
        case Sequence():
            return [plain(member) for member in value]
