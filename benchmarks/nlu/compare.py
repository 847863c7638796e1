"""Compares learners for the intents in three-fold cross-validation over the examples of `intents/`."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from bot.text import fold_typed
from bot.understanding import TrainingData
from bot.understanding.classifier import Vocabulary, known_words
from bot.understanding.entities import EntityFinder
from bot.understanding.features import Concepts
from bot.understanding.linear import Vectoriser

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")

LEARNERS: dict[str, Callable[[], Any]] = {
    "linear SVM (ours)": lambda: LinearSVC(C=2, class_weight="balanced", random_state=0),
    "ridge": lambda: RidgeClassifier(alpha=0.5, solver="sparse_cg", tol=1e-3),
    "complement naive Bayes": lambda: ComplementNB(alpha=0.1),
    "nearest neighbours": lambda: KNeighborsClassifier(n_neighbors=5, metric="cosine", weights="distance"),
    "logistic regression": lambda: LogisticRegression(C=30, tol=1e-3, max_iter=60),
}


def main() -> None:
    """Prints accuracy over all and per variety, and the time of three trainings."""
    data = TrainingData.ours()
    examples = list(data.examples())
    finder = EntityFinder(data.lookups(), frozenset())
    folded = [fold_typed(example.text) for example in examples]
    vocabulary = Vocabulary(Concepts(data.concepts()), frozenset(known_words(folded)))
    documents = [vocabulary.features(text, finder.find(text, NOW)) for text in folded]
    intents = np.array([example.intent for example in examples])
    varieties = np.array([example.variety for example in examples])
    folds = list(StratifiedKFold(3, shuffle=True, random_state=1).split(documents, intents))
    for name, make in LEARNERS.items():
        started = time.perf_counter()
        right = _right(make, documents, intents, folds)
        shares = "  ".join(f"{v} {right[varieties == v].mean():.1%}" for v in sorted(set(varieties)))
        print(f"{name:<24}{right.mean():.1%}  {shares}  {time.perf_counter() - started:.1f} s", flush=True)


def _right(
    make: Callable[[], Any],
    documents: Sequence[Sequence[str]],
    intents: Any,
    folds: Sequence[tuple[Any, Any]],
) -> Any:
    right = np.zeros(len(intents), dtype=bool)
    for trained, held_out in folds:
        vectoriser = Vectoriser.fit([documents[place] for place in trained])
        learner = make()
        learner.fit(vectoriser.matrix([documents[place] for place in trained]), intents[trained])
        found = learner.predict(vectoriser.matrix([documents[place] for place in held_out]))
        right[held_out] = found == intents[held_out]
    return right


if __name__ == "__main__":
    main()
