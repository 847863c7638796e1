"""Which intent a text has, with a calibrated probability for each.

Two models vote: one over the words, one over what the sentence encoder makes of the text. Where the encoder
is absent or not loaded yet, the words alone decide.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.text import Folded
from bot.understanding.encoder import SentenceEncoder
from bot.understanding.features import Concepts, features, words
from bot.understanding.linear import DenseModel, LinearModel, probabilities, train, train_dense
from bot.understanding.parse import Entity, Intent
from bot.understanding.training_data import Example

_REGULARISATION = 2.0  # best of 0.3, 0.5, 1, 2 in cross-validation
_REGULARISATION_OF_MEANING = 30.0

# The exponents of both in their product, chosen with clusters of wordings left out: the best accuracy among
# those that are as sure of themselves as the words alone (97 % of what is surer than 0.9 is right).
_OF_WORDS, _OF_MEANING = 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the features of a message are made with: concepts, and the words that training knows."""

    concepts: Concepts
    known: frozenset[str]

    def features(self, text: Folded, entities: Sequence[Entity]) -> list[str]:
        """The features of a text with the kinds of entities found in it and how many words are new."""
        found = features(text.text, self.concepts)
        kinds = sorted({entity.entity for entity in entities})
        found.extend(f"e:{kind}" for kind in kinds)
        found.append("e:" + "+".join(kinds))
        found.append(f"new:{min(len(words(text.text) - self.known), 3)}")
        return found


@dataclass(frozen=True, slots=True)
class IntentModel:
    """What training made of the examples, and the words by which it read them.

    `concepts` and `lookups` as `TrainingData` gives them; `known_words` as `known_words` finds them.
    `meaning` has the labels of `linear`; None where no encoder was there.
    """

    linear: LinearModel
    meaning: DenseModel | None
    concepts: Mapping[str, Mapping[str, Sequence[str]]]
    lookups: Mapping[str, Mapping[str, str]]
    known_words: Sequence[str]


@dataclass(frozen=True, slots=True)
class IntentClassifier:
    """Ranks the intents of a message."""

    vocabulary: Vocabulary
    linear: LinearModel
    meaning: DenseModel | None
    encoder: SentenceEncoder | None

    def rank(self, text: Folded, entities: Sequence[Entity]) -> tuple[Intent, ...]:
        """Every intent, the likeliest first."""
        log_odds = self.linear.scores(self.vocabulary.features(text, entities))
        vector = self.encoder.vector(text.text) if self.encoder and self.meaning else None
        if vector is not None and self.meaning is not None:
            log_odds = _OF_WORDS * log_odds + _OF_MEANING * self.meaning.scores(vector)
        likely = probabilities(log_odds)
        order = np.argsort(-likely, kind="stable")
        return tuple(Intent(self.linear.labels[place], float(likely[place])) for place in order)


def known_words(texts: Sequence[Folded]) -> list[str]:
    """Words that stand in two texts or more; the others are as new to the model as those it never saw."""
    counts = Counter(word for text in texts for word in words(text.text))
    return sorted(word for word, count in counts.items() if count >= 2)


def train_intents(
    examples: Sequence[Example],
    folded: Sequence[Folded],
    entities: Sequence[Sequence[Entity]],
    vocabulary: Vocabulary,
) -> LinearModel:
    """The model of the examples, given with their folded texts and entities."""
    return train(
        [vocabulary.features(text, found) for text, found in zip(folded, entities, strict=True)],
        [example.intent for example in examples],
        [example.importance for example in examples],
        _REGULARISATION,
    )


def train_meaning(
    examples: Sequence[Example], folded: Sequence[Folded], encoder: SentenceEncoder
) -> DenseModel:
    """The model of what the examples mean, as the encoder sees them; labels as `train_intents` has them."""
    return train_dense(
        encoder.encode([text.text for text in folded]),
        [example.intent for example in examples],
        [example.importance for example in examples],
        _REGULARISATION_OF_MEANING,
    )
