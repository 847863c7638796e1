"""Hours of parking: 2 hours, 3hrs, 兩個鐘, 三小时, 個半鐘."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.understanding.entities.numbers import parse_number
from bot.understanding.normalise import Folded
from bot.understanding.parse import Entity

_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_HOURS = re.compile(
    r"(?<![\w.])(?P<english>\d{1,2}(?:\.5)?|an?|one|two|three|four|five|six)[\s-]?(?:free\s)?"
    r"(?:hours?|hrs?|h|hourly)(?![a-z])(?!\s?(?:ago|before|later))"
    r"|(?P<chinese>\d{1,2}(?:\.5)?|[一二两俩三四五六七八九十]{1,2})\s?(?:[个粒]半(?P<half>钟头|钟|小时)|个?小时(?P<halfhour>半)?|[个粒]?钟头?(?!后|前)|hrs?(?![a-z])|hours?)(?!前|之前|后|内)"
    r"|(?P<onehalf>(?<![一二两三四五六七八九十\d])个半(?:钟头|钟|小时))"
)


def find(text: Folded) -> Iterator[Entity]:
    """Durations in hours; whole ones are int, others float."""
    for match in _HOURS.finditer(text.text):
        if match["onehalf"]:
            value = Decimal("1.5")
        elif match["english"]:
            value = Decimal(_WORDS.get(match["english"]) or match["english"])
        else:
            value = parse_number(match["chinese"]) or Decimal(0)
            if match["half"] or match["halfhour"]:
                value += Decimal("0.5")
        if value:
            yield Entity(
                "hours", int(value) if value == int(value) else float(value), *text.span(*match.span())
            )
