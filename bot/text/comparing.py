"""How alike two names are, and from which likeness on one is taken for the other.

The figures are measured by `benchmarks/likeness.py` (results/likeness.md): all shops that the product knows,
misread and mistyped, and all pairs of different shops.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text.folding import fold
from bot.text.scripts import has_han

Value = TypeVar("Value")

ALIKE = 0.77
"""Taken for the other name: no two different shops are so alike, a name with one slip nearly always is."""

RESEMBLING = 0.75
"""May mean the other name: a person looks, or more than the name has to agree."""

RESEMBLING_HAN = 0.66
"""The same where a name has Chinese characters: of three one may be wrong."""

UNRELATED = 0.6
"""Names less alike than this have no word in common."""

SHORTEST = 5
"""Shorter names in Latin letters are other names as soon as one letter differs (Zara, Lara)."""

_LOOK = str.maketrans("0158l", "oisbi")


@lru_cache(maxsize=65536)
def look(name: str) -> str:
    """A name folded until what prints alike is one: `G0LDEN LlON` looks like `golden lion`."""
    return fold(name).translate(_LOOK)


def likeness(one: str, other: str) -> float:
    """How alike two names look, 0 to 1: the share of letters that need no correction, where two neighbours
    that changed places are one correction. However they are written, folding apart, they are 1."""
    return OSA.normalized_similarity(look(one), look(other))


def likeness_within(one: str, other: str) -> float:
    """The likeness of the shorter name with what is most like it in the longer: other words do not count."""
    part, whole = sorted((look(one), look(other)), key=len)
    if not part:
        return 0.0
    windows = (whole[start : start + len(part)] for start in range(len(whole) - len(part) + 1))
    return max(OSA.normalized_similarity(part, window) for window in windows)


def resembles(one: str, other: str) -> bool:
    """Whether a name may be the other one, misspelt or misread; also where both are the same."""
    enough = RESEMBLING_HAN if has_han(other) else RESEMBLING
    return likeness(one, other) >= (1.0 if _short(other) else enough)


def slips(one: str, other: str) -> int:
    """How many corrections make a word the other: a letter missing, too many or another, two that changed
    places. For what is no name of a shop: names of people, numbers."""
    return OSA.distance(one, other)


class Nearest(Generic[Value]):
    """Finds what a misspelt or misread name means; `names` gives it for every name."""

    def __init__(self, names: Mapping[str, Value]) -> None:
        self._by_look = {look(name): value for name, value in names.items()}
        self._long = [look(name) for name in names if not _short(name)]

    def find(self, name: str) -> Value | None:
        """What the name that is most alike stands for, or None where none is alike."""
        looked = look(name)
        if looked in self._by_look:
            return self._by_look[looked]
        if _short(name):
            return None
        best = process.extractOne(looked, self._long, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
        return None if best is None else self._by_look[best[0]]


def _short(name: str) -> bool:
    return not has_han(name) and len(fold(name)) < SHORTEST
