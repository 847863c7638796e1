"""Text to language, intent and entities; question to clause. Trained from `intents/`."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from bot.languages import Language
from bot.text import fold_typed
from bot.understanding import model_file, training_data
from bot.understanding.candidates import find_candidates
from bot.understanding.circumstances import Lexicon
from bot.understanding.classifier import (
    IntentClassifier,
    IntentModel,
    Vocabulary,
    known_words,
    train_intents,
    train_meaning,
)
from bot.understanding.encoder import SentenceEncoder
from bot.understanding.entities import EntityFinder, rewards
from bot.understanding.features import Concepts
from bot.understanding.grouping import groups
from bot.understanding.language import detect_language
from bot.understanding.parse import ClauseHit, Entity, EntityValue, Intent, Parse, ParseJson
from bot.understanding.retrieval import ClauseFinder, ClauseIndex, ClauseText, MallNames, train_clauses
from bot.understanding.telling import Programmes, Talk, Telling
from bot.understanding.telling.several import purchases
from bot.understanding.telling.teller import Teller
from bot.understanding.training_data import TrainingData

__all__ = [
    "ANSWERABLE",
    "ClauseHit",
    "ClauseText",
    "Entity",
    "EntityValue",
    "Intent",
    "Parse",
    "ParseJson",
    "TrainingData",
    "Understanding",
    "detect_language",
    "parse_json",
]

# A best clause that scores less does not answer the question. Measured: docs/understanding.md.
ANSWERABLE = 0.11

_FORMAT = "7"  # changes when the features do, so that an old file is not used with new code
_TRAINING_DAY = datetime.fromisoformat("2026-11-20T12:00:00+08:00")


class Understanding:
    """The room's face. Make it with `load`."""

    def __init__(self, intents: IntentModel, clauses: ClauseIndex, encoder: SentenceEncoder | None) -> None:
        concepts, known = Concepts(intents.concepts), frozenset(intents.known_words)
        vocabulary = Vocabulary(concepts, known)
        self._encoder = encoder
        self._classifier = IntentClassifier(vocabulary, intents.linear, intents.meaning, encoder)
        self._clauses = ClauseFinder(clauses, concepts, encoder)
        self._concepts = concepts
        self._mall_names = MallNames(intents.lookups.get("programme", {}), concepts)
        self._entities = EntityFinder(intents.lookups, known)
        self._teller = Teller(self._entities, Lexicon.load())

    @classmethod
    def load(
        cls,
        cache_dir: Path,
        clauses: Iterable[ClauseText] = (),
        data: TrainingData | None = None,
        *,
        encode: bool = True,
    ) -> "Understanding":
        """The models of the present training data: from `cache_dir`, else trained and kept there.

        The data are the product's own where none are given. Intents and clauses are kept in two files, so
        that another sentence for a clause leaves the intents as they are. `encode` says whether texts are
        also put through the sentence encoder, where it is installed.
        """
        encoder = SentenceEncoder.ours()
        sentences = list(clauses)
        data = data or TrainingData.ours()
        form = _FORMAT if encoder else f"{_FORMAT}-words"
        digest = hashlib.sha256(repr(sentences).encode()).hexdigest()[:8]
        intents = model_file.kept(
            cache_dir / f"intents-{form}-{data.digest_of_intents()}.npz",
            model_file.INTENTS,
            lambda: _intents(data.examples(), list(data.questions()), data, encoder),
        )
        index = model_file.kept(
            cache_dir / f"clauses-{form}-{data.digest_of_questions()}-{digest}.npz",
            model_file.CLAUSES,
            lambda: _clauses(list(data.questions()), sentences, data, encoder),
        )
        return cls(intents, index, encoder if encode else None)

    @classmethod
    def train_on(
        cls,
        examples: Iterable[training_data.Example],
        questions: Sequence[training_data.Question],
        data: TrainingData | None = None,
        *,
        encode: bool = True,
    ) -> "Understanding":
        """Trained on these and kept nowhere, with the names and concepts of `data` (the product's own when
        None); `encode` as in `load`."""
        data, encoder = data or TrainingData.ours(), SentenceEncoder.ours() if encode else None
        intents = _intents(examples, questions, data, encoder)
        return cls(intents, _clauses(questions, [], data, encoder), encoder)

    def parse(self, text: str, now: datetime, expecting: str | None = None) -> Parse:
        """Language, intent and entities of a text.

        `now` is what "yesterday" is counted from. `expecting` names the entity that was just asked for
        (`amount`, `hours`, …): a bare number is then taken for it.
        """
        folded = fold_typed(text)
        entities = self._entities.find(folded, now, expecting)
        ranking = self._classifier.rank(folded, entities)
        meant = tuple(rewards.meant(folded, entities, ranking[0].name))
        return Parse(text, ranking[0], meant, ranking, detect_language(text))

    def warm_up(self) -> None:
        """Make ready what the first messages would wait for: some seconds of work, once per process."""
        if self._encoder:
            self._encoder.load()
        self._teller.warm_up()

    def tell(self, text: str, now: datetime, talk: Talk, programmes: Programmes) -> Telling:
        """The case that a text tells in the light of what was talked about."""
        return self._teller.tell(text, now, talk, programmes)

    def purchases(self, text: str, now: datetime) -> tuple[str, ...]:
        """One text for each of several purchases that a message tells; empty where it tells one, or none."""
        folded = fold_typed(text)
        entities = self._entities.find(folded, now)
        return purchases(text, entities, find_candidates(folded, now).candidates)

    def clauses_for(
        self,
        question: str,
        language: Language | None,
        programme: str | None = None,
        limit: int = 5,
        leaning: Mapping[str, float] | None = None,
    ) -> list[ClauseHit]:
        """The clauses most likely to answer, best first; a score from `ANSWERABLE` up means that it does.

        Without `programme` the one that the question names is used, else all. Members mix languages, so a
        question is compared with the texts of all of them; of equal scores those of `language` are no better.
        `leaning` prefers clauses by the beginning of their ids, for what was spoken of before.
        """
        if programme is None:
            found = self._entities.find(fold_typed(question), _TRAINING_DAY)
            mentioned = {str(entity.value) for entity in found if entity.entity == "programme"}
            programme = mentioned.pop() if len(mentioned) == 1 else None
        return self._clauses.best(self._mall_names.without(question), programme, limit, leaning)

    def groups(self, texts: Sequence[str]) -> list[list[int]]:
        """The places of texts that ask the same, the largest group first; in it the most typical text."""
        return groups(texts, self._concepts)


def _intents(
    examples: Iterable[training_data.Example],
    questions: Sequence[training_data.Question],
    data: TrainingData,
    encoder: SentenceEncoder | None,
) -> IntentModel:
    """The intents of examples and questions on the rules, with names and concepts of `data`."""
    given = list(examples)
    given += training_data.questions_as_examples(questions, given)
    folded = [fold_typed(example.text) for example in given]
    concepts, lookups, known = data.concepts(), data.lookups(), known_words(folded)
    vocabulary = Vocabulary(Concepts(concepts), frozenset(known))
    finder = EntityFinder(lookups, vocabulary.known)
    entities = [finder.find(text, _TRAINING_DAY) for text in folded]
    linear = train_intents(given, folded, entities, vocabulary)
    meaning = train_meaning(given, folded, encoder) if encoder else None
    return IntentModel(linear, meaning, concepts, lookups, known)


def _clauses(
    questions: Sequence[training_data.Question],
    sentences: Sequence[ClauseText],
    data: TrainingData,
    encoder: SentenceEncoder | None,
) -> ClauseIndex:
    """The index of questions and of our sentences, with names and concepts of `data`."""
    concepts = Concepts(data.concepts())
    names = MallNames(data.lookups().get("programme", {}), concepts)
    return train_clauses(questions, sentences, concepts, names, encoder)


def parse_json(parse: Parse) -> ParseJson:
    """A parse in the shape of `/model/parse`."""
    return {
        "text": parse.text,
        "intent": {"name": parse.intent.name, "confidence": parse.intent.confidence},
        "entities": [
            {"entity": e.entity, "value": _json_value(e.value), "start": e.start, "end": e.end}
            for e in parse.entities
        ],
        "intent_ranking": [{"name": i.name, "confidence": i.confidence} for i in parse.intent_ranking],
        "language": parse.language,
    }


def _json_value(value: EntityValue) -> str | int | float:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
