"""Shops by any of their names, small misspellings included."""

import re
from collections.abc import Iterator, Mapping

from bot.text import Folded, Nearest, fold_typed, is_han
from bot.understanding.entities.lookup import Lookup
from bot.understanding.parse import Entity

_SHORTEST = 5  # letters of the shortest Latin name that is looked for misspelt
_WORD = re.compile(r"[a-z0-9&']+")


class Merchants:
    """Finds shops; the value is the canonical name. `common_words` are never taken for misspelt shops."""

    def __init__(self, names: Mapping[str, str], common_words: frozenset[str]) -> None:
        self._exact = Lookup("merchant", names)
        self._common = common_words
        folded = {fold_typed(name).text: value for name, value in names.items()}
        latin = [name for name in folded if name.isascii() and len(name) >= _SHORTEST and name[0].isalpha()]
        self._latin = Nearest({name: name for name in latin})
        self._values = folded
        # Chinese names of three characters or more with one of them left out: 星巴克 as 星巴?.
        self._gaps = {
            (name[:gap], name[gap + 1 :]): value
            for name, value in folded.items()
            if len(name) >= 3 and all(map(is_han, name))
            for gap in range(len(name))
        }
        self._lengths = sorted({len(left) + len(right) + 1 for left, right in self._gaps}, reverse=True)

    def find(self, text: Folded) -> Iterator[Entity]:
        """Shops named exactly, then what looks like one misspelt."""
        exact = list(self._exact.find(text))
        yield from exact
        taken = {index for found in exact for index in range(found.start, found.end)}
        for found in (*self._misspelt_latin(text), *self._misspelt_han(text)):
            if not taken & set(range(found.start, found.end)):
                yield found

    def _misspelt_latin(self, text: Folded) -> Iterator[Entity]:
        words = list(_WORD.finditer(text.text))[:60]
        for first, word in enumerate(words):
            if word[0].isdigit() or word[0] in self._common:
                continue
            for last in range(min(first + 3, len(words)) - 1, first - 1, -1):
                start, end = word.start(), words[last].end()
                candidate = text.text[start:end]
                if len(candidate) < _SHORTEST or (last > first and words[last][0] in self._common):
                    continue
                name = self._latin.find(candidate)
                if name and name[0] == candidate[0] and abs(len(name) - len(candidate)) <= 2:
                    yield Entity("merchant", self._values[name], *text.span(start, end))
                    break

    def _misspelt_han(self, text: Folded) -> Iterator[Entity]:
        for length in self._lengths:
            for start in range(len(text.text) - length + 1):
                window = text.text[start : start + length]
                if not all(map(is_han, window)):
                    continue
                for gap in range(length):
                    # The first character stands where only three are there to compare.
                    if (length > 3 or gap) and (value := self._gaps.get((window[:gap], window[gap + 1 :]))):
                        yield Entity("merchant", value, *text.span(start, start + length))
                        break
