"""A linear model over sparse string features: trained with scikit-learn, asked with numpy alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectoriser:
    """Features to a sparse unit vector: 1 + log(count), weighted by inverse document frequency."""

    index: Mapping[str, int]
    idf: Floats

    @staticmethod
    def fit(documents: Sequence[Sequence[str]], at_least: int = 1) -> "Vectoriser":
        """Keeps features that stand in `at_least` documents."""
        counts = Counter(feature for document in documents for feature in set(document))
        kept = sorted(feature for feature, count in counts.items() if count >= at_least)
        idf = [np.log((1 + len(documents)) / (1 + counts[feature])) + 1 for feature in kept]
        return Vectoriser(
            {feature: place for place, feature in enumerate(kept)}, np.array(idf, dtype=np.float32)
        )

    def vector(self, document: Iterable[str]) -> tuple[NDArray[np.int32], Floats]:
        """Places and values of the known features, of length 1 together."""
        counts = Counter(place for feature in document if (place := self.index.get(feature)) is not None)
        places = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(values)) * self.idf[places]
        norm = float(np.sqrt((values * values).sum())) or 1.0
        return places, values / np.float32(norm)

    def matrix(self, documents: Sequence[Sequence[str]]) -> Any:
        """All documents as a scipy CSR matrix (for training)."""
        from scipy.sparse import csr_matrix

        rows = [self.vector(document) for document in documents]
        pointers = np.cumsum([0, *(len(places) for places, _ in rows)])
        return csr_matrix(
            (np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows]), pointers),
            shape=(len(rows), len(self.idf)),
        )


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Labels with one weight per feature; `weights` is (features, labels)."""

    labels: tuple[str, ...]
    vectoriser: Vectoriser
    weights: Floats
    bias: Floats

    def scores(self, document: Iterable[str]) -> Floats:
        """Log-odds per label."""
        places, values = self.vectoriser.vector(document)
        return values @ self.weights[places] + self.bias


@dataclass(frozen=True, slots=True)
class DenseModel:
    """Labels over dense vectors; `weights` is (dimensions, labels)."""

    weights: Floats
    bias: Floats

    def scores(self, vector: Floats) -> Floats:
        """A score per label; of a logistic regression, log-odds up to a constant that all of them share."""
        return vector @ self.weights + self.bias


# Margins of the support vector machines become log-odds when stretched by this: measured in cross-validation
# (of 1 to 6, the least surprise at the right intent).
_STRETCH = 4.0

_STEPS = 500  # the regression over vectors needs some two hundred


def probabilities(log_odds: Floats) -> Floats:
    """Probability per label; they sum to 1."""
    exponents = np.exp(log_odds - log_odds.max())
    return np.asarray(exponents / exponents.sum(), dtype=np.float32)


def train(
    documents: Sequence[Sequence[str]],
    labels: Sequence[str],
    importance: Sequence[float],
    inverse_regularisation: float,
) -> LinearModel:
    """One linear support vector machine per label, labels weighted equally, documents by `importance`."""
    from sklearn.svm import LinearSVC

    vectoriser = Vectoriser.fit(documents)
    machines = LinearSVC(C=inverse_regularisation, class_weight="balanced", random_state=0)
    machines.fit(vectoriser.matrix(documents), list(labels), sample_weight=list(importance))
    return LinearModel(
        tuple(str(label) for label in machines.classes_),
        vectoriser,
        np.ascontiguousarray(machines.coef_.T * _STRETCH, dtype=np.float32),
        (machines.intercept_ * _STRETCH).astype(np.float32),
    )


def train_dense(
    vectors: Floats, labels: Sequence[str], importance: Sequence[float], inverse_regularisation: float
) -> DenseModel:
    """A logistic regression over vectors, labels weighted equally; its labels are in alphabetical order."""
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=inverse_regularisation, class_weight="balanced", max_iter=_STEPS)
    regression.fit(vectors, list(labels), sample_weight=list(importance))
    weights, bias = regression.coef_, regression.intercept_
    if len(weights) == 1:  # of two labels scikit-learn gives the odds of the second alone
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return DenseModel(np.ascontiguousarray(weights.T, dtype=np.float32), np.asarray(bias, dtype=np.float32))
