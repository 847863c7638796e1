"""What a linear model sees of a text: concepts, words, and n-grams of characters, as strings."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.understanding.entities.lookup import names_pattern
from bot.understanding.normalise import fold, is_han

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff]|[^\s\w.,;:!?。、~'\"]")


class Concepts:
    """Words that mean the same in all languages (泊車, park, 停车), as `intents/concepts.yml` lists them."""

    def __init__(self, forms: Mapping[str, Sequence[str]]) -> None:
        self._of = {
            fold(form).text.replace(" ", ""): concept for concept, listed in forms.items() for form in listed
        }
        self._pattern = re.compile(
            names_pattern([fold(form).text for listed in forms.values() for form in listed])
        )

    def find(self, folded: str) -> list[str]:
        """Concepts in the order of the text."""
        return [self._of[match[0].replace(" ", "")] for match in self._pattern.finditer(folded)]


def features(folded: str, concepts: Concepts) -> list[str]:
    """The features of a folded text, with repetitions."""
    return list(_features(folded, concepts))


def _features(folded: str, concepts: Concepts) -> Iterator[str]:
    tokens = [("0" if token[0].isdigit() else token) for token in _TOKEN.findall(folded)]
    for first, second in pairwise(["^", *tokens, "$"]):
        yield f"w2:{first} {second}"
    for token in tokens:
        yield f"w:{token}"
        if len(token) > 3 and token.isascii():
            padded = f"<{token}>"
            for size in (3, 4, 5):
                for start in range(len(padded) - size + 1):
                    yield f"c:{padded[start : start + size]}"
    han = [token if is_han(token) else " " for token in tokens]
    for start in range(len(han) - 3):
        if " " not in han[start : start + 4]:
            yield "h4:" + "".join(han[start : start + 4])
    meant = concepts.find(folded)
    for concept in meant:
        yield f"k:{concept}"
    distinct = sorted(set(meant))
    for index, first in enumerate(distinct):
        for second in distinct[index + 1 :]:
            yield f"k2:{first}+{second}"
    for first, second in pairwise(["^", *meant, "$"]):
        yield f"kk:{first}>{second}"
    yield f"len:{min(len(tokens) // 3, 8)}"
