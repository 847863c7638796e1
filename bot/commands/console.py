"""What commands have in common: exit statuses, reading a request, writing JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.json_values import JsonObject
from bot.rules import RequestError

if TYPE_CHECKING:
    from bot.strict_json import Exact

# The thing asked was done, failed, or could not be understood.
DONE, FAILED, WRONG = 0, 1, 2


@contextmanager
def input_file(path: Path | None) -> Iterator[BinaryIO]:
    """Standard input, or a file's bytes. Raises RequestError for a file that cannot be read."""
    if path is None:
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise RequestError("file", f"a file that can be read, and {path} cannot ({error.strerror})") from None
    with file:
        yield file


def json_value(field: str, text: bytes) -> "Exact":
    """The value of a JSON text. Raises RequestError."""
    from bot import strict_json

    try:
        return strict_json.loads(text)
    except ValueError as error:
        raise RequestError(field, str(error)) from None


def one_line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def indented(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def error_json(error: RequestError) -> JsonObject:
    return {"error": {"field": error.field, "expected": error.expected}}
