"""Facts as a request brings them: checked once, typed afterwards. null stands for absent everywhere."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.clock import HONG_KONG
from bot.rules.dates import day_of
from bot.rules.decision import RequestError

_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # so that counting days from any fact stays within the calendar
_MOMENT = f"an ISO 8601 date, or date and time, of the years {_FIRST_YEAR} to {_LAST_YEAR}"
_AMOUNT = "an amount of 0 or more, as a number or a decimal string"


_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no text to print or to store


def wrong(expected: str, *within: str) -> PydanticCustomError:
    """The error for a value, or for the field `within` it, where something else is expected."""
    return PydanticCustomError("expected", "{expected}", {"expected": expected, "within": within})


@lru_cache(maxsize=65536)
def _read_moment(text: str) -> date | datetime | None:
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text)
        if len(text) < 16 or text[4] != "-" or text[10] not in "T ":
            return None
        return in_hong_kong(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def in_hong_kong(moment: datetime) -> datetime:
    """A moment on the Hong Kong clock; without an offset it is Hong Kong time already."""
    return moment.replace(tzinfo=HONG_KONG) if moment.tzinfo is None else moment.astimezone(HONG_KONG)


def parse_moment(value: object) -> date | datetime:
    """A date (that Hong Kong day) or an instant, from ISO 8601 text or typed already."""
    moment: date | datetime | None = None
    if isinstance(value, str):
        moment = _read_moment(value)
    elif isinstance(value, datetime):
        moment = in_hong_kong(value)
    elif isinstance(value, date):
        moment = value
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise wrong(_MOMENT)
    return moment


def parse_day(value: object) -> date:
    """The Hong Kong day of a date or an instant."""
    return day_of(parse_moment(value))


def parse_instant(value: object) -> datetime:
    """An instant; a date alone is its first moment."""
    moment = parse_moment(value)
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day, tzinfo=HONG_KONG)


def _amount(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise wrong(_AMOUNT)
    return value


def _text(value: object) -> object:
    if not isinstance(value, str) or not value.strip() or len(value) > 200 or _SURROGATE.search(value):
        raise wrong("a text of 1 to 200 characters")
    return value.strip()


_WRITTEN_MOMENT = WithJsonSchema(
    {
        "description": "that Hong Kong day, or an instant; without an offset it is Hong Kong time",
        "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}],
    }
)
_WRITTEN_AMOUNT = WithJsonSchema(
    {
        "description": "money in the currency of the programme",
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": 10**12},
            {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"},
        ],
    }
)
_WRITTEN_TEXT = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"})

Moment = Annotated[date | datetime, PlainValidator(parse_moment), _WRITTEN_MOMENT]
Day = Annotated[date, PlainValidator(parse_day), _WRITTEN_MOMENT]
Instant = Annotated[datetime, PlainValidator(parse_instant), _WRITTEN_MOMENT]
Amount = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=10**12), _WRITTEN_AMOUNT]
Points = Annotated[int, Field(strict=True, ge=0, le=10**9)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, BeforeValidator(_text), _WRITTEN_TEXT]


class Facts(BaseModel):
    """Base of all facts: unknown names are refused, so that a misspelt fact is never taken as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: object) -> object:
        if isinstance(data, Mapping) and None in data.values():
            return {name: value for name, value in data.items() if value is not None}
        return data


F = TypeVar("F", bound=Facts)


def read_facts(model: type[F], facts: object) -> F:
    """The facts of a request. Raises `RequestError` with the dotted field and what should stand there."""
    if not isinstance(facts, Mapping):
        raise RequestError("facts", "an object")
    try:
        return model.model_validate(facts)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ("facts", *first["loc"], *first.get("ctx", {}).get("within", ()))
        raise RequestError(".".join(map(str, path)), _expected(first)) from None


_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "int_type": "a whole number",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "a text",
    "string_unicode": "a text",
    "missing": "a value",
}


def _expected(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return "no such fact"
        case "literal_error":
            return "one of " + str(context["expected"]).replace("'", "")
        case "greater_than_equal":
            return f"{context['ge']} or more"
        case "less_than_equal":
            return f"{context['le']} or less"
        case "expected":
            return str(context["expected"])
        case kind if kind.startswith(("decimal", "finite")):
            return _AMOUNT
        case kind:
            return _EXPECTED.get(kind, error["msg"])
