"""What members ask in nearly the same words, or about the same things, put together."""

from collections.abc import Sequence

import numpy as np

from bot.text import fold_typed
from bot.understanding.features import Concepts, features
from bot.understanding.linear import Vectoriser

# Texts at least so alike (0 to 1) are one question: chosen by looking at what it puts together.
_ALIKE = 0.3

# Different texts that are compared, each with each; further ones stay for themselves.
_MOST = 1500

# What a text's length and number of topics are is no likeness.
_FORM = ("len:", "field:")


def groups(texts: Sequence[str], concepts: Concepts) -> list[list[int]]:
    """The places of texts that ask the same: the largest group first, of equal ones the earlier one.
    The first place in a group is that of its most typical text.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(_look(text), []).append(place)
    distinct = list(places.values())
    compared = distinct[:_MOST]
    if not compared:
        return []
    documents = [_document(texts[same[0]], concepts) for same in compared]
    matrix = Vectoriser.fit(documents).matrix(documents)
    alike = (matrix @ matrix.T).toarray() >= _ALIKE
    np.fill_diagonal(alike, True)
    said = np.array([len(same) for same in compared])

    found: list[list[int]] = []
    free = np.ones(len(compared), dtype=bool)
    while free.any():
        reach = (alike & free) @ said
        heart = int(np.argmax(np.where(free, reach, 0)))
        together = [heart, *(int(other) for other in np.flatnonzero(alike[heart] & free) if other != heart)]
        free[together] = False
        found.append([place for member in together for place in compared[member]])
    found += distinct[_MOST:]
    return sorted(found, key=lambda group: (-len(group), min(group)))


def _document(text: str, concepts: Concepts) -> list[str]:
    return [name for name in features(fold_typed(text).text, concepts) if not name.startswith(_FORM)]


def _look(text: str) -> str:
    """A text without what makes no difference: case, script, punctuation, blanks."""
    return "".join(character for character in fold_typed(text).text if character.isalnum())
