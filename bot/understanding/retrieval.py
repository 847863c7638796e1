"""Which clause answers a question: the nearest known questions and sentences, and a linear model over them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.languages import Language
from bot.understanding.features import Concepts, features
from bot.understanding.linear import Floats, LinearModel, Vectoriser, train
from bot.understanding.normalise import fold
from bot.understanding.parse import ClauseHit
from bot.understanding.training_data import Question

NO_CLAUSE = ""  # the label of questions that no rule book answers

# Share of the nearest neighbour in the score; the rest is the linear model's. Best of 0.2 to 0.8 in cross-validation.
_NEAREST = 0.5


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A sentence of ours for a clause, in one language."""

    id: str
    language: Language
    text: str


@dataclass(frozen=True, slots=True)
class ClauseIndex:
    """Known texts as an inverted index: `postings[pointers[f]:pointers[f+1]]` are the texts that have feature f."""

    model: LinearModel
    clause_of: NDArray[np.int32]  # place in model.labels, per text
    postings: NDArray[np.int32]
    values: Floats
    pointers: NDArray[np.int64]

    def scores(self, question: str, concepts: Concepts) -> Floats:
        """A score from 0 to 1 for each label of the model."""
        document = features(fold(question).text, concepts)
        places, values = self.model.vectoriser.vector(document)
        similarity = np.zeros(len(self.clause_of), dtype=np.float32)
        for place, value in zip(places, values, strict=True):
            start, end = self.pointers[place], self.pointers[place + 1]
            similarity[self.postings[start:end]] += value * self.values[start:end]
        nearest = np.zeros(len(self.model.labels), dtype=np.float32)
        np.maximum.at(nearest, self.clause_of, similarity)
        return np.asarray(
            _NEAREST * nearest + (1 - _NEAREST) * self.model.probabilities(document), dtype=np.float32
        )

    def best(self, question: str, concepts: Concepts, programme: str | None, limit: int) -> list[ClauseHit]:
        """The best clauses (of one programme if given). A question like those that no book answers scores 0."""
        scores = self.scores(question, concepts)
        unanswered = max(
            (s for label, s in zip(self.model.labels, scores, strict=True) if label == NO_CLAUSE), default=0.0
        )
        hits = [
            ClauseHit(label, max(0.0, float(score) - float(unanswered)))
            for label, score in zip(self.model.labels, scores, strict=True)
            if label != NO_CLAUSE and (programme is None or label.startswith(programme + "/"))
        ]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]


def train_clauses(
    questions: Sequence[Question], clauses: Sequence[ClauseText], concepts: Concepts
) -> ClauseIndex:
    """The index of all questions and sentences."""
    texts = [(question.text, question.clause or NO_CLAUSE) for question in questions]
    texts += [(clause.text, clause.id) for clause in clauses]
    documents = [features(fold(text).text, concepts) for text, _ in texts]
    model = train(documents, [label for _, label in texts], 30.0)
    place_of = {label: place for place, label in enumerate(model.labels)}
    inverted = model.vectoriser.matrix(documents).tocsc()
    return ClauseIndex(
        model,
        np.array([place_of[label] for _, label in texts], dtype=np.int32),
        inverted.indices.astype(np.int32),
        inverted.data.astype(np.float32),
        inverted.indptr.astype(np.int64),
    )


def mentioned_programme(counts: Sequence[str]) -> str | None:
    """The one programme that is mentioned, None for none or several."""
    distinct = Counter(counts)
    return next(iter(distinct)) if len(distinct) == 1 else None
