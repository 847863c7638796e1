"""Entities of a text: every recogniser's finds, the longer one where two overlap."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.text import Folded
from bot.understanding.candidates import find_candidates
from bot.understanding.entities import languages, quantities
from bot.understanding.entities.lookup import Lookup
from bot.understanding.entities.merchants import Merchants
from bot.understanding.parse import Entity
from bot.understanding.scope import Scopes

LOOKED_UP = ("payment", "programme", "reward", "language", "merchant")

# Of two finds of the same length the earlier kind is kept.
_PRECEDENCE = ("programme", "merchant", "date", "hours", "amount", "payment", "reward", "language")

# Of several values of these one may be denied or taken back for another: "not cash, I paid by Octopus".
_ALTERNATIVES = ("payment", "amount", "date", "hours", "language", "programme", "merchant")


class EntityFinder:
    """All recognisers together. `lookups` gives, per looked-up entity, the value for each name."""

    def __init__(self, lookups: Mapping[str, Mapping[str, str]], common_words: frozenset[str]) -> None:
        self._lookups = [
            Lookup(entity, lookups.get(entity, {})) for entity in LOOKED_UP if entity != "merchant"
        ]
        self._merchants = Merchants(lookups.get("merchant", {}), common_words)

    def find(self, text: Folded, now: datetime, expecting: str | None = None) -> tuple[Entity, ...]:
        """Entities in order of their place. A bare number is what `expecting` says was just asked for."""
        scopes = Scopes(text)
        candidates = find_candidates(text, now, scopes)
        found = [
            *quantities.find(text, candidates),
            *self._merchants.find(text),
            *(entity for lookup in self._lookups for entity in lookup.find(text)),
        ]
        if expecting in ("amount", "hours") and not any(entity.entity == expecting for entity in found):
            found.extend(quantities.bare_number(text, candidates, expecting))
        return tuple(languages.wanted(text, _meant(_without_overlaps(found), scopes)))


def _meant(found: Sequence[Entity], scopes: Scopes) -> list[Entity]:
    """The entities without those denied or taken back where another of their kind is meant."""
    of_kind: dict[str, list[Entity]] = defaultdict(list)
    for entity in found:
        if entity.entity in _ALTERNATIVES:
            of_kind[entity.entity].append(entity)
    dropped: set[Entity] = set()
    for entities in of_kind.values():
        back = scopes.taken_back([(entity.start, entity.end) for entity in entities])
        unmeant = {
            entity
            for index, entity in enumerate(entities)
            if index in back or scopes.negated(entity.start, entity.end)
        }
        if unmeant < set(entities):
            dropped |= unmeant
    return [entity for entity in found if entity not in dropped]


def _without_overlaps(found: list[Entity]) -> tuple[Entity, ...]:
    by_length = sorted(
        found, key=lambda entity: (entity.start - entity.end, _PRECEDENCE.index(entity.entity))
    )
    kept: list[Entity] = []
    for entity in by_length:
        if all(entity.end <= other.start or entity.start >= other.end for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))
