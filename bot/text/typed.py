"""A typed message folded for every recogniser: one width, one script, lower case, one way to type a word.

Folding goes character by character, so that a match in the folded text points back into the original. Blanks
and punctuation stay: they tell "no, 2" from "no 2".
"""

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from bot.text.folding import Variants, plain

ANALYSED = 1_000  # characters of a message that are looked at; what follows changes no intent

# What keyboards and editors put into a text without a meaning of its own.
_DROPPED = {0xFE0E, 0xFE0F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF} | set(range(0x1F3FB, 0x1F400))

# Hong Kong variants and misspellings that OpenCC leaves alone. Some are right in print: 左 is left there.
TYPED: Variants = str.maketrans(
    {
        "琴": "寻",
        "噚": "寻",
        "擒": "寻",
        "咭": "卡",
        "畀": "俾",
        "噉": "咁",
        "黎": "嚟",
        "左": "咗",
        "劵": "券",
        "卷": "券",
        "’": "'",
        "‘": "'",
    }
)


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is the folded form; `origin[i]` is the index in the original of the folded character i."""

    text: str
    origin: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range [start, end) of the folded text as a range of the original."""
        return self.origin[start], self.origin[end - 1] + 1

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The range [start, end) of the original as a range of the folded text: `span` turned round."""
        return bisect_left(self.origin, start), bisect_left(self.origin, end)


@lru_cache(maxsize=50_000)
def _fold_character(character: str) -> str:
    if ord(character) in _DROPPED or unicodedata.category(character) == "Cs":
        return ""
    folded = plain(character, TYPED).lower()
    return " " if folded.isspace() else folded


def fold_typed(text: str) -> Folded:
    """The folded form of the analysed part of `text`."""
    pieces: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text[:ANALYSED]):
        folded = _fold_character(character)
        pieces.append(folded)
        origin.extend([index] * len(folded))
    return Folded("".join(pieces), tuple(origin))
