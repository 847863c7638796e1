"""What a message tells of a case: facts with the acts by which they are told, and what found no place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.json_values import Json
from bot.understanding.candidates.found import Range, Span

Act = Literal["set", "add", "correct", "retract", "suppose"]
Why = Literal["number", "circumstance", "impossible_date", "foreign_currency"]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these values, the words do not say which."""

    values: tuple[Json, ...]


FactValue = Json | OneOf | Span | Range
"""A JSON value as the engine takes it, or a set of values."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact by its dotted path below `facts`; the path `now` is the day that is asked about.

    [start, end) is where the words of the message tell it.
    """

    path: str
    value: FactValue
    act: Act
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Residue:
    """Words of the message that may matter and found no place."""

    text: str
    start: int
    end: int
    why: Why


@dataclass(frozen=True, slots=True)
class Telling:
    """A message as a case. `confidence` is how surely it is of this kind, 0 to 1.

    `questions` are what is asked about it: outcome, why, by_when, how_many, how_many_left, how_many_more,
    expires, where.
    """

    programme: str | None = None
    kind: str | None = None
    confidence: float = 0.0
    facts: tuple[Fact, ...] = ()
    residue: tuple[Residue, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A tier of a coupon campaign: what the coupon is worth, and what is to be spent for it."""

    face: int
    spend: int


@dataclass(frozen=True, slots=True)
class Programme:
    """What words are measured against: the kinds that a programme answers, and its figures."""

    kinds: tuple[str, ...]
    currency: str
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Programmes:
    """All programmes by name."""

    by_name: Mapping[str, Programme]


@dataclass(frozen=True, slots=True)
class Talk:
    """What was talked about before: programme and kind, and the path of the fact that was asked for."""

    programme: str | None = None
    kind: str | None = None
    asked: str | None = None
    home: str | None = None
    """The programme that is meant where points are spoken of and none is named."""
    day: str | None = None
    """The path of the day that was told last: a day that says nothing of itself stands in its place."""
    visit: date | None = None
    """The day of the visit that is talked about: a time told alone is of that day."""
