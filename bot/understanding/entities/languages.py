"""The language that a member wants, not the one that they say they cannot read."""

import re
from collections.abc import Sequence

from bot.text import Folded
from bot.understanding.parse import Entity

_UNWANTED = re.compile(
    r"(?:(?:n't|not|cannot|stop|no|never)\s(?:\w+\s){0,2}(?:in\s)?|(?:不懂|不会|不识|不明|唔识|唔明|唔会|别|唔好|不要|不想)(?:睇|看|说|讲|用|读|写|再|听|懂)?)$"
)


def wanted(text: Folded, entities: Sequence[Entity]) -> list[Entity]:
    """The entities without unwanted languages, and without the second name of the same language."""
    kept: list[Entity] = []
    named: set[str] = set()
    for entity in entities:
        if entity.entity == "language":
            before = text.text[: text.origin.index(entity.start)]
            if _UNWANTED.search(before) or entity.value in named:
                continue
            named.add(str(entity.value))
        kept.append(entity)
    return kept
