"""Which clause answers a question: the nearest known questions and a ridge regression over all of them, in
their words and, where the sentence encoder is there, in what they mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.languages import Language
from bot.text import fold_typed
from bot.understanding.encoder import DIMENSIONS, SentenceEncoder
from bot.understanding.entities.lookup import names_pattern
from bot.understanding.features import Concepts, features
from bot.understanding.linear import DenseModel, Floats, Vectoriser
from bot.understanding.parse import ClauseHit
from bot.understanding.training_data import Question

NO_CLAUSE = ""  # the label of questions that no rule book answers

# Chosen in cross-validation over the example questions.
_RIDGE = 0.5
_NEAREST = 0.35  # the nearest text's share in the score; the rest is the regression's

# The same over vectors of the sentence encoder, chosen with clusters of questions left out; and what the sum
# of both is divided by, so that it spreads as the words' score alone does.
_RIDGE_OF_MEANING = 0.5
_NEAREST_IN_MEANING = 0.35
_BOTH = 1.55


# What stands in a question for the name of a mall.
_NAMED = "§"


class MallNames:
    """Takes the names of malls out of questions. Which book to search is told by them already; counted as
    likeness they would lead to whatever is asked most about that mall."""

    def __init__(self, names: Iterable[str], concepts: Concepts) -> None:
        """`names` are those of programmes; one that speaks of something (買上賞, LIVE+) is left as it is."""
        folded = (fold_typed(name).text for name in names)
        plain = [name for name in folded if not concepts.of_the_field & set(concepts.find(name))]
        self._pattern = re.compile(names_pattern(plain)) if plain else None

    def without(self, question: str) -> str:
        """The folded question without them."""
        text = fold_typed(question).text
        return self._pattern.sub(_NAMED, text) if self._pattern else text


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A sentence of ours for a clause, in one language."""

    id: str
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the encoder makes of the known texts, (texts, 512), and the regression from there to labels."""

    vectors: Floats
    regression: DenseModel


@dataclass(frozen=True, slots=True)
class ClauseIndex:
    """Known texts, inverted: `postings[pointers[f]:pointers[f+1]]` are the texts that have feature f.

    `coefficients` is (texts, labels): the regression's answer is likeness to every text times it.
    """

    labels: tuple[str, ...]
    vectoriser: Vectoriser
    label_of: NDArray[np.int32]
    postings: NDArray[np.int32]
    values: Floats
    pointers: NDArray[np.int64]
    coefficients: Floats
    meanings: Meanings | None = None

    def by_words(self, question: str, concepts: Concepts) -> Floats:
        """A score per label from likeness in words."""
        places, values = self.vectoriser.vector(features(question, concepts))
        likeness = np.zeros(len(self.label_of), dtype=np.float32)
        for place, value in zip(places, values, strict=True):
            start, end = self.pointers[place], self.pointers[place + 1]
            likeness[self.postings[start:end]] += value * self.values[start:end]
        nearest = self.nearest(likeness)
        return np.asarray(
            _NEAREST * nearest + (1 - _NEAREST) * (likeness @ self.coefficients), dtype=np.float32
        )

    def nearest(self, likeness: Floats) -> Floats:
        """Per label the likeness of its nearest text."""
        nearest = np.zeros(len(self.labels), dtype=np.float32)
        np.maximum.at(nearest, self.label_of, likeness)
        return nearest


@dataclass(frozen=True, slots=True)
class ClauseFinder:
    """Looks questions up, which are folded and without the names of malls."""

    index: ClauseIndex
    concepts: Concepts
    encoder: SentenceEncoder | None

    def scores(self, question: str) -> Floats:
        """A score per label: about 0 for one that is beside the question, 1 for a sure answer."""
        by_words = self.index.by_words(question, self.concepts)
        meanings = self.index.meanings
        vector = self.encoder.vector(question) if self.encoder and meanings else None
        if vector is None or meanings is None:
            return by_words
        nearest = self.index.nearest(meanings.vectors @ vector)
        by_meaning = meanings.regression.scores(vector) + _NEAREST_IN_MEANING * nearest
        return np.asarray((by_words + by_meaning) / _BOTH, dtype=np.float32)

    def best(
        self,
        question: str,
        programme: str | None,
        limit: int,
        leaning: Mapping[str, float] | None = None,
    ) -> list[ClauseHit]:
        """The best clauses (of one programme if given), each with its lead over "no book answers".

        `leaning` gives what clauses whose id starts so are preferred by, for what was spoken of before.
        """
        if not any(map(str.isalpha, question)):
            return []  # digits and signs ask nothing, whatever they lie near
        leaning = leaning or {}
        scores = dict(zip(self.index.labels, map(float, self.scores(question)), strict=True))
        unanswered = max(0.0, scores.pop(NO_CLAUSE, 0.0))
        hits = [
            ClauseHit(
                clause,
                score
                - unanswered
                + max((by for start, by in leaning.items() if clause.startswith(start)), default=0),
            )
            for clause, score in scores.items()
            if programme is None or clause.startswith(programme + "/")
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]


def train_clauses(
    questions: Sequence[Question],
    clauses: Sequence[ClauseText],
    concepts: Concepts,
    names: MallNames,
    encoder: SentenceEncoder | None,
) -> ClauseIndex:
    """The index of all questions and sentences."""
    texts = [(question.text, question.clause or NO_CLAUSE) for question in questions]
    texts += [(clause.text, clause.id) for clause in clauses]
    folded = [names.without(text) for text, _ in texts]
    documents = [features(text, concepts) for text in folded]
    vectoriser = Vectoriser.fit(documents)
    matrix = vectoriser.matrix(documents)
    labels = tuple(sorted({label for _, label in texts}))
    place_of = {label: place for place, label in enumerate(labels)}
    label_of = np.array([place_of[label] for _, label in texts], dtype=np.int32)
    wanted = np.zeros((len(texts), len(labels)), dtype=np.float32)
    wanted[np.arange(len(texts)), label_of] = 1
    kernel = (matrix @ matrix.T).toarray() + _RIDGE * np.eye(len(texts), dtype=np.float32)
    inverted = matrix.tocsc()
    return ClauseIndex(
        labels,
        vectoriser,
        label_of,
        inverted.indices.astype(np.int32),
        inverted.data.astype(np.float32),
        inverted.indptr.astype(np.int64),
        np.linalg.solve(kernel, wanted).astype(np.float32),
        _meanings(encoder.encode(folded), wanted) if encoder else None,
    )


def _meanings(vectors: Floats, wanted: Floats) -> Meanings:
    """A ridge regression from vectors to labels, in its primal form: texts outnumber dimensions."""
    mean = wanted.mean(axis=0)
    normal = vectors.T @ vectors + _RIDGE_OF_MEANING * np.eye(DIMENSIONS, dtype=np.float32)
    weights = np.linalg.solve(normal, vectors.T @ (wanted - mean))
    return Meanings(vectors, DenseModel(weights.astype(np.float32), mean.astype(np.float32)))
