"""Entities of a text: every recogniser's finds, the longer one where two overlap."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.understanding.entities import amounts, dates, hours, languages
from bot.understanding.entities.lookup import Lookup
from bot.understanding.entities.merchants import Merchants
from bot.understanding.entities.numbers import NUMBER, parse_number
from bot.understanding.normalise import Folded
from bot.understanding.parse import Entity

LOOKED_UP = ("payment", "programme", "reward", "language", "merchant")

# Of two finds of the same length the earlier kind is kept.
_PRECEDENCE = ("programme", "merchant", "date", "hours", "amount", "payment", "reward", "language")

_BARE_NUMBER = re.compile(rf"\W*({NUMBER})\W*")


class EntityFinder:
    """All recognisers together. `lookups` gives, per looked-up entity, the value for each name."""

    def __init__(self, lookups: Mapping[str, Mapping[str, str]], common_words: frozenset[str]) -> None:
        self._lookups = [
            Lookup(entity, lookups.get(entity, {})) for entity in LOOKED_UP if entity != "merchant"
        ]
        self._merchants = Merchants(lookups.get("merchant", {}), common_words)

    def find(self, text: Folded, now: datetime, expecting: str | None = None) -> tuple[Entity, ...]:
        """Entities in order of their place. A bare number is what `expecting` says was just asked for."""
        found = [
            *amounts.find(text),
            *dates.find(text, now),
            *hours.find(text),
            *self._merchants.find(text),
            *(entity for lookup in self._lookups for entity in lookup.find(text)),
        ]
        if expecting in ("amount", "hours") and not any(entity.entity == expecting for entity in found):
            found.extend(_bare_number(text, expecting))
        return tuple(languages.wanted(text, _without_overlaps(found)))


def _bare_number(text: Folded, expecting: str) -> list[Entity]:
    match = _BARE_NUMBER.fullmatch(text.text)
    value = parse_number(match[1]) if match else None
    if match is None or value is None:
        return []
    return [Entity(expecting, value if expecting == "amount" else int(value), *text.span(*match.span(1)))]


def _without_overlaps(found: list[Entity]) -> tuple[Entity, ...]:
    by_length = sorted(
        found, key=lambda entity: (entity.start - entity.end, _PRECEDENCE.index(entity.entity))
    )
    kept: list[Entity] = []
    for entity in by_length:
        if all(entity.end <= other.start or entity.start >= other.end for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))
