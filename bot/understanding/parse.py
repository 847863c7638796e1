"""What the understanding room answers for a text: language, intent, entities."""

from dataclasses import dataclass
from typing import Any

from bot.languages import Language


@dataclass(frozen=True, slots=True)
class Intent:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """A value found in the text at [start, end), `value` normalised as the contract says."""

    entity: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parse:
    text: str
    intent: Intent
    entities: tuple[Entity, ...]
    intent_ranking: tuple[Intent, ...]
    language: Language | None  # None when the text does not tell (digits, emoji, one short word)

    def first(self, entity: str) -> Any | None:
        """The value of the first entity of that name, or None."""
        return next((found.value for found in self.entities if found.entity == entity), None)


@dataclass(frozen=True, slots=True)
class ClauseHit:
    """A clause that may answer a question. `score` is comparable with the room's measured threshold."""

    clause: str
    score: float
