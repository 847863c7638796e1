"""JSON as requests are read: exact decimals, one value per name, nothing that JSON does not know."""

import json
from decimal import Decimal
from typing import NoReturn

# Python refuses longer integers in text; nobody's money needs more digits than this.
LONGEST_NUMBER = 40

Exact = bool | int | Decimal | str | list["Exact"] | dict[str, "Exact"] | None
"""JSON as it is read here."""


def loads(text: str | bytes) -> Exact:
    """The value of a JSON text, numbers with a point as Decimal.

    Raises ValueError for anything that is not one JSON value in UTF-8: names given twice, NaN and
    Infinity, numbers beyond reason and nesting beyond reason included.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValueError("text in UTF-8") from None
    try:
        value: Exact = _DECODER.decode(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ValueError(f"JSON ({error.msg.lower()} at line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise ValueError("JSON that is less deeply nested") from None
    return value


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"numbers of at most {LONGEST_NUMBER} digits")
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"numbers of at most {LONGEST_NUMBER} digits")
    number = Decimal(digits)
    if abs(number.adjusted()) > LONGEST_NUMBER:
        raise ValueError(f"numbers of at most {LONGEST_NUMBER} digits")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON numbers, not {name}")


def _no_duplicates(pairs: list[tuple[str, Exact]]) -> dict[str, Exact]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"every name once, not {twice!r} twice")
    return fields


_DECODER = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_decimal,
    parse_constant=_no_constant,
    object_pairs_hook=_no_duplicates,
)
