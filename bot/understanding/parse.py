"""What the understanding room answers for a text: language, intent, entities."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from bot.languages import Language

EntityValue = str | int | float | Decimal


@dataclass(frozen=True, slots=True)
class Intent:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A value found in the text at [start, end), `value` normalised as the contract says."""

    entity: str
    value: EntityValue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parse:
    text: str
    intent: Intent
    entities: tuple[Entity, ...]
    intent_ranking: tuple[Intent, ...]
    language: Language | None  # None when the text does not tell (digits, emoji, one short word)

    def first(self, entity: str) -> EntityValue | None:
        """The value of the first entity of that name, or None."""
        return next((found.value for found in self.entities if found.entity == entity), None)


class IntentJson(TypedDict):
    """An intent in a `ParseJson`."""

    name: str
    confidence: float


class EntityJson(TypedDict):
    """A value in a `ParseJson`."""

    entity: str
    value: str | int | float
    start: int
    end: int


class ParseJson(TypedDict):
    """A parse in the shape of `/model/parse`."""

    text: str
    intent: IntentJson
    entities: list[EntityJson]
    intent_ranking: list[IntentJson]
    language: Language | None


@dataclass(frozen=True, slots=True)
class ClauseHit:
    """A clause that may answer a question. `score` is comparable with the room's measured threshold."""

    clause: str
    score: float
