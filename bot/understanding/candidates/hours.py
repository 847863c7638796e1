"""Durations in hours: 2 hours, 3hrs, 兩個鐘, 三小時半, 個半鐘, half an hour, 1 hr 30 min, 1-2 hours."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.understanding.candidates.found import Claim, Range
from bot.understanding.candidates.numerals import parse_number

_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "another": 1}
_ENGLISH_COUNT = r"\d{1,2}(?:\.\d{1,2})?|another|an?|one|two|three|four|five|six"
_HAN_COUNT = r"\d{1,2}(?:\.5)?|[一二两俩三四五六七八九十]{1,3}"
_HOURS = re.compile(
    rf"(?<![\w.$第])(?:(?P<low>\d{{1,2}}|one|two|three)\s?(?:-|to"
    rf"|or)\s?)?(?P<english>{_ENGLISH_COUNT})(?P<half_more>\sand (?:a )?half)?[\s-]?(?:free\s|full\s"
    rf"|more\s|extra\s)*"
    r"(?:hours?|hrs?|h|hourly)(?![a-z])(?!\s?(?:ago|before|later))(?P<and_a_half>\sand a half|\shalf)?"
    r"(?:\s(?:and\s)?(?P<minutes>\d{1,2})\s?(?:minutes?|mins?)(?![a-z]))?"
    rf"|(?<!第)(?:(?P<han_low>{_HAN_COUNT})(?:-|至|到|两"
    rf"|、)?(?=[\d一二三四五六七八九十]))?(?P<chinese>{_HAN_COUNT})\s?(?:[个粒]半(?P<half>钟头|钟|小时)"
    rf"|个?小时(?P<halfhour>半)?|[个粒]钟头?(?P<halfclock>半)?(?!后|前)|钟头(?!后|前)|hrs?(?![a-z])"
    rf"|hours?)(?!前|之前|后|之后|内)"
    r"|(?P<onehalf>(?<![一二两三四五六七八九十\d])个半(?:钟头|钟|小时))"
    r"|(?P<half_hour>(?<![a-z])half an? hour(?![a-z])(?!\s(?:ago|before|later))"
    r"|(?<![个一二两三四五六七八九十\d])半(?:个)?(?:钟头|钟|小时)(?!前|之前|后))"
)


def find(text: str) -> Iterator[Claim]:
    """Durations of a folded text as Decimal hours, or a Range of them."""
    for match in _HOURS.finditer(text):
        value = _hours(match)
        if value:
            low = match["low"] or match["han_low"]
            lowest = Decimal(_WORDS.get(low) or parse_number(low) or 0) if low else None
            yield Claim("hours", Range(lowest, value) if lowest and lowest < value else value, *match.span())


def _hours(match: re.Match[str]) -> Decimal:
    if match["onehalf"]:
        return Decimal("1.5")
    if match["half_hour"]:
        return Decimal("0.5")
    written = match["english"] or match["chinese"]
    value = Decimal(_WORDS.get(written) or parse_number(written) or 0)
    if any(match[name] for name in ("half", "halfhour", "halfclock", "and_a_half", "half_more")):
        value += Decimal("0.5")
    return value + Decimal(match["minutes"] or 0) / 60
