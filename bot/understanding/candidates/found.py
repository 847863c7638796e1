"""What the recognisers find: candidates for facts, each with its kind, value and place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "money",  # Decimal or Range
    "number",  # a bare number: Decimal or Range
    "points",  # Decimal or Range
    "hours",  # a duration in hours: Decimal or Range
    "day",  # date
    "span",  # Span
    "clock",  # time
    "moment",  # datetime of Hong Kong
    "age",  # Decimal, years
    "count",  # so many of `unit`: Decimal or Range
    "ordinal",  # the so-manieth of `unit`: Decimal
    "percent",  # Decimal; 八折 is 20 with the unit "off"
    "version",  # dotted numbers: str
    "code",  # a number that only names something: phone, member, receipt, shop, one-time code: str
]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included: last week, in October, joined in 2024."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Range:
    """A value between two that were told: between 90 and 110, 一百至二百."""

    low: Decimal
    high: Decimal


Value = Decimal | date | time | datetime | Span | Range | str

Place = tuple[int, int]  # [start, end)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something in a message that may fill a role. Places are those of the original text."""

    kind: Kind
    value: Value
    start: int
    end: int
    currency: str | None = None  # ISO 4217, only where the words say so ("$" alone: None)
    each: int | None = None  # "2 items at $175 each": the value is 175, each is 2
    unit: str | None = None  # what a count or an ordinal counts: item, receipt, instalment, day, …
    about: bool = False  # "about 300", 三百幾蚊, under $100: the value is near, or a bound
    negated: bool = False  # "not yesterday but today": yesterday
    retracted: bool = False  # "350 sorry 450": 350


@dataclass(frozen=True, slots=True)
class Found:
    """All candidates of a message in order of place, and what could not be one."""

    candidates: tuple[Candidate, ...]
    impossible: tuple[Place, ...]  # days that do not exist: 31/11, 29 Feb 2027, 13月
    loose: tuple[Place, ...]  # digits that found no place


@dataclass(frozen=True, slots=True)
class Claim:
    """A place of the folded text that a recogniser takes; without a value it is a day that does not exist."""

    kind: Kind
    value: Value | None
    start: int
    end: int


def longest(claims: Iterable[Claim]) -> list[Claim]:
    """The claims without those that overlap a longer (or as long and earlier given) one, by place."""
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda claim: claim.start - claim.end):
        if all(claim.end <= other.start or claim.start >= other.end for other in kept):
            kept.append(claim)
    return sorted(kept, key=lambda claim: claim.start)
