"""Which intent a text has, with a calibrated probability for each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.text import Folded
from bot.understanding.features import Concepts, features, words
from bot.understanding.linear import LinearModel, train
from bot.understanding.parse import Entity, Intent
from bot.understanding.training_data import Example

_REGULARISATION = 2.0  # best of 0.3, 0.5, 1, 2 in cross-validation


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
    """

    linear: LinearModel
    concepts: Mapping[str, Mapping[str, Sequence[str]]]
    lookups: Mapping[str, Mapping[str, str]]
    known_words: Sequence[str]


@dataclass(frozen=True, slots=True)
class IntentClassifier:
    model: LinearModel
    vocabulary: Vocabulary

    def rank(self, text: Folded, entities: Sequence[Entity]) -> tuple[Intent, ...]:
        """Every intent, the likeliest first."""
        probabilities = self.model.probabilities(self.vocabulary.features(text, entities))
        order = np.argsort(-probabilities, kind="stable")
        return tuple(Intent(self.model.labels[place], float(probabilities[place])) for place in order)


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
