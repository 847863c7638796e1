"""`{name}` and `{name:style}` in a sentence: parsed once, checked, filled in many times."""

import re
from dataclasses import dataclass
from functools import lru_cache

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z0-9_ ]+))?\}")


class TemplateError(ValueError):
    """A sentence with a brace that is no placeholder."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a value goes. `style` says how to put it: a unit, a kind of name, a length (see `values.py`)."""

    name: str
    style: str = ""


Template = tuple[str | Placeholder, ...]


@lru_cache(maxsize=8192)
def parse_template(text: str) -> Template:
    """Split a sentence into literal text and placeholders. Raises `TemplateError` for stray braces."""
    parts: list[str | Placeholder] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        parts += [text[end : match.start()], Placeholder(match[1], (match[2] or "").strip())]
        end = match.end()
    parts.append(text[end:])
    if any("{" in part or "}" in part for part in parts if isinstance(part, str)):
        raise TemplateError(f"stray brace in {text!r}")
    return tuple(part for part in parts if part)


def placeholders(text: str) -> frozenset[str]:
    """The names of the values that a sentence needs."""
    return frozenset(part.name for part in parse_template(text) if isinstance(part, Placeholder))
