"""Blanks in Chinese: one between its own characters and a Latin name, none beside a figure or a sum."""

import re

_LATIN_START = re.compile(r"(?!HK\$|RMB¥)[0-9./-]* ?[A-Za-z]")
_LATIN_END = re.compile(r"[A-Za-z][A-Za-z0-9./-]*\Z")


def begins_latin(text: str) -> bool:
    """Whether a text begins with a Latin name: `K11`, `7-Eleven`, but not `HK$100` or `18:05`."""
    return _LATIN_START.match(text) is not None


def ends_latin(text: str) -> bool:
    """Whether a text ends with a Latin name."""
    return _LATIN_END.search(text) is not None
