"""Cluster-held-out validation: whole clusters of wordings are left out, so that what is measured is what was
never shown. The figure to tune by; texts that nobody here wrote come out close to it.

Examples (and rule questions) are clustered by k-means over their features; of five folds each keeps whole
clusters together.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import MiniBatchKMeans
from sklearn.model_selection import GroupKFold

from benchmarks.machine import machine
from bot.knowledge import Knowledge
from bot.text import fold_typed
from bot.understanding import ANSWERABLE, TrainingData
from bot.understanding.classifier import (
    IntentClassifier,
    Vocabulary,
    known_words,
    train_intents,
    train_meaning,
)
from bot.understanding.encoder import SentenceEncoder
from bot.understanding.entities import EntityFinder
from bot.understanding.features import Concepts, features
from bot.understanding.linear import Vectoriser
from bot.understanding.retrieval import ClauseFinder, MallNames, train_clauses
from bot.understanding.training_data import questions_as_examples

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
FOLDS = 5
# Texts in a cluster: wordings of one wish, and of one question (a clause has some forty).
_OF_A_WISH, _OF_A_QUESTION = 25, 8


@dataclass(frozen=True, slots=True)
class Held:
    """A text that was left out, what it is, and what it was taken for."""

    text: str
    variety: str
    wanted: str
    found: str

    @property
    def right(self) -> bool:
        return self.wanted == self.found


def clusters(documents: Sequence[Sequence[str]], size: int) -> NDArray[np.int32]:
    """The cluster of each document, given its features, and how many a cluster holds about."""
    matrix = Vectoriser.fit(documents).matrix(documents)
    count = max(FOLDS, len(documents) // size)
    labels: NDArray[np.int32] = MiniBatchKMeans(count, random_state=0, n_init=1, batch_size=2048).fit_predict(
        matrix
    )
    return labels


def intents(data: TrainingData, encoder: SentenceEncoder | None) -> list[Held]:
    """Every example, taken for an intent by a model that saw none of its cluster."""
    examples = list(data.examples())
    asked = questions_as_examples(data.questions(), examples)
    both = [*examples, *asked]
    finder = EntityFinder(data.lookups(), frozenset())
    folded = [fold_typed(example.text) for example in both]
    entities = [finder.find(text, NOW) for text in folded]
    concepts = Concepts(data.concepts())
    groups = clusters([features(text.text, concepts) for text in folded], _OF_A_WISH)
    found: list[Held] = []
    places = np.arange(len(both))
    for trained, left_out in GroupKFold(FOLDS).split(places, groups=groups):
        known = frozenset(known_words([folded[place] for place in trained]))
        vocabulary = Vocabulary(concepts, known)
        examples_shown = [both[place] for place in trained]
        folded_shown = [folded[place] for place in trained]
        model = train_intents(
            examples_shown, folded_shown, [entities[place] for place in trained], vocabulary
        )
        meaning = train_meaning(examples_shown, folded_shown, encoder) if encoder else None
        classifier = IntentClassifier(vocabulary, model, meaning, encoder)
        for place in left_out:
            if place < len(examples):
                example = both[place]
                best = classifier.rank(folded[place], entities[place])[0].name
                found.append(Held(example.text, example.variety, example.intent, best))
    return found


def clauses(data: TrainingData, knowledge: Knowledge, encoder: SentenceEncoder | None) -> list[Held]:
    """Every rule question, answered by an index that saw none of its cluster; "" where nothing answers."""
    questions = list(data.questions())
    concepts = Concepts(data.concepts())
    names = MallNames(data.lookups()["programme"], concepts)
    said = knowledge.clause_texts()
    groups = clusters(
        [features(names.without(question.text), concepts) for question in questions], _OF_A_QUESTION
    )
    found: list[Held] = []
    for trained, left_out in GroupKFold(FOLDS).split(questions, groups=groups):
        shown = [questions[place] for place in trained]
        index = train_clauses(shown, said, concepts, names, encoder)
        finder = ClauseFinder(index, concepts, encoder)
        for place in left_out:
            question = questions[place]
            hits = finder.best(names.without(question.text), None, 1)
            answered = hits and (hits[0].score >= ANSWERABLE or question.clause is not None)
            found.append(
                Held(
                    question.text,
                    question.language,
                    question.clause or "",
                    hits[0].clause if hits and answered else "",
                )
            )
    return found


def shares(held: Sequence[Held]) -> str:
    """Right among all, and in each variety."""
    parts = [f"{_share(held)} of {len(held):,}"]
    for variety in sorted({one.variety for one in held}):
        parts.append(f"{variety} {_share([one for one in held if one.variety == variety])}")
    return "  ".join(parts)


def _share(held: Sequence[Held]) -> str:
    return f"{sum(one.right for one in held) / max(1, len(held)):.1%}"


def main() -> None:
    """Prints the figures, the recall of each intent, and the commonest confusions."""
    knowledge = Knowledge.load()
    data = TrainingData.ours(knowledge.programmes)
    print(machine())
    encoder = SentenceEncoder.ours()
    held = intents(data, encoder)
    print(f"intents  {shares(held)}")
    for intent in sorted({one.wanted for one in held}):
        of_it = [one for one in held if one.wanted == intent]
        taken = [one for one in held if one.found == intent]
        print(f"  {intent:<18} recall {_share(of_it)} of {len(of_it)}  precision {_share(taken)}")
    confused = Counter((one.wanted, one.found) for one in held if not one.right)
    for (wanted, found), count in confused.most_common(15):
        print(f"  {count:>4} {wanted} taken for {found}")
    asked = clauses(data, knowledge, encoder)
    answerable = [one for one in asked if one.wanted]
    silent = [one for one in asked if not one.wanted]
    print(f"right clause first  {shares(answerable)}")
    print(f"unanswerable admitted  {shares(silent)}")


if __name__ == "__main__":
    sys.exit(main())
