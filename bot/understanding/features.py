"""What a linear model sees of a text: concepts, words, and n-grams of characters, as strings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.text import fold_typed
from bot.understanding.entities.lookup import names_pattern

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff]|[^\s\w.,;:!?。、~'\"]")


class Concepts:
    """Words that mean the same in all languages (泊車, park, 停车), as `intents/concepts.yml` lists them."""

    def __init__(self, forms: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        """`forms` has the forms per kind (field, everyday, elsewhere) and concept."""
        self._of: dict[str, list[str]] = {}
        self.of_the_field = frozenset(forms["field"])
        for listed in forms.values():
            for concept, written in listed.items():
                for form in map(_spelt, written):
                    self._of.setdefault(form.replace(" ", ""), []).append(concept)
        self._pattern = re.compile(
            names_pattern(
                [_spelt(form) for listed in forms.values() for written in listed.values() for form in written]
            )
        )

    def find(self, folded: str) -> list[str]:
        """Concepts in the order of the text; a word may stand for several (gift: reward, gift)."""
        return [
            concept
            for match in self._pattern.finditer(folded)
            for concept in self._of[match[0].replace(" ", "")]
        ]


def _spelt(form: str) -> str:
    return fold_typed(form).text


def words(folded: str) -> set[str]:
    """Latin words and Chinese characters of a folded text."""
    return {token for token in _TOKEN.findall(folded) if token[0].isalpha()}


def features(folded: str, concepts: Concepts) -> list[str]:
    """The features of a folded text, with repetitions."""
    return list(_features(folded, concepts))


def _features(folded: str, concepts: Concepts) -> Iterator[str]:
    written = _TOKEN.findall(folded)
    for token in written:
        if token[0].isdigit():
            yield f"n:{token.replace(',', '')}"
    tokens = [("0" if token[0].isdigit() else token) for token in written]
    for first, second in pairwise(["^", *tokens, "$"]):
        yield f"w2:{first} {second}"
    for token in tokens:
        yield f"w:{token}"
        if len(token) > 3 and token.isascii():
            padded = f"<{token}>"
            for size in (3, 4, 5):
                for start in range(len(padded) - size + 1):
                    yield f"c:{padded[start : start + size]}"
    meant = concepts.find(folded)
    for concept in meant:
        yield f"k:{concept}"
    distinct = sorted(set(meant))
    yield f"field:{min(sum(concept in concepts.of_the_field for concept in distinct), 3)}"
    for index, first in enumerate(distinct):
        for second in distinct[index + 1 :]:
            yield f"k2:{first}+{second}"
    for first, second in pairwise(["^", *meant, "$"]):
        yield f"kk:{first}>{second}"
    yield f"len:{min(len(tokens) // 3, 8)}"
