"""Which intent a text has, with a calibrated probability for each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.understanding.features import Concepts, features
from bot.understanding.linear import LinearModel, train
from bot.understanding.normalise import Folded
from bot.understanding.parse import Entity, Intent
from bot.understanding.training_data import Example

_REGULARISATION = 1.0  # best of 0.3, 0.5, 1, 2 in cross-validation


def intent_features(text: Folded, entities: Sequence[Entity], concepts: Concepts) -> list[str]:
    """The features of a text with the kinds of entities found in it."""
    found = features(text.text, concepts)
    kinds = sorted({entity.entity for entity in entities})
    found.extend(f"e:{kind}" for kind in kinds)
    found.append("e:" + "+".join(kinds))
    return found


@dataclass(frozen=True, slots=True)
class IntentClassifier:
    model: LinearModel
    concepts: Concepts

    def rank(self, text: Folded, entities: Sequence[Entity]) -> tuple[Intent, ...]:
        """Every intent, the likeliest first."""
        probabilities = self.model.probabilities(intent_features(text, entities, self.concepts))
        order = np.argsort(-probabilities, kind="stable")
        return tuple(Intent(self.model.labels[place], float(probabilities[place])) for place in order)


def train_intents(
    examples: Sequence[Example],
    folded: Sequence[Folded],
    entities: Sequence[Sequence[Entity]],
    concepts: Concepts,
) -> LinearModel:
    """The model of the examples, given with their folded texts and entities."""
    documents = [intent_features(text, found, concepts) for text, found in zip(folded, entities, strict=True)]
    return train(
        documents,
        [example.intent for example in examples],
        [example.importance for example in examples],
        _REGULARISATION,
    )
