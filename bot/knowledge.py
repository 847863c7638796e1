"""What the bot knows without a database: the rule books, our words for them, and what members mean."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from bot.json_values import JsonObject
from bot.languages import LANGUAGES, Language
from bot.programmes import Programmes
from bot.rules import Engine
from bot.wording import Wording

if TYPE_CHECKING:
    from bot.understanding import ClauseText, Understanding

# Trained models lie beside the code they belong to; where that may not be written, in the data folder.
_TRAINED = Path(__file__).parent / "trained"


class ClauseJson(TypedDict):
    """A clause of the public interface, its text by language."""

    id: str
    kind: str
    text: dict[Language, str]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The programmes and the wording, which belong together."""

    programmes: Programmes
    words: Wording

    @property
    def engine(self) -> Engine:
        """The engine that decides for all the programmes."""
        return self.programmes.engine

    @classmethod
    def load(cls, *roots: Path) -> "Knowledge":
        """The programmes of some folders, or of the product, with their catalogues."""
        programmes = Programmes.load(*roots)
        return cls(programmes, Wording.load(programmes))

    def decide(self, request: object, now: datetime) -> JsonObject:
        """The decision on a request, as JSON. `now` is for one that brings no time of its own.

        Raises RequestError for a request of the wrong shape.
        """
        if isinstance(request, Mapping) and request.get("now") is None:
            request = {**request, "now": now.isoformat()}
        return self.words.decision_json(self.engine.decide(request))

    def clauses(
        self, programme: str | None = None, languages: Sequence[Language] = LANGUAGES
    ) -> list[ClauseJson]:
        """The clauses of a programme or of all, in the order of the books: id, kind, text by language.

        Raises RequestError for a programme that does not exist.
        """
        return [
            {
                "id": clause.id,
                "kind": clause.kind,
                "text": {language: self.words.clause(clause.id, language) for language in languages},
            }
            for clause in self.engine.clauses(programme)
        ]

    def clause_texts(self) -> list["ClauseText"]:
        """Our sentence for every clause in every language, to find clauses by."""
        from bot.understanding import ClauseText

        return [
            ClauseText(clause["id"], language, text)
            for clause in self.clauses()
            for language, text in clause["text"].items()
        ]

    def understanding(self, folder: Path, *, encode: bool = True) -> "Understanding":
        """The trained models; trained now if they are not there or the training data has changed.

        They are kept in `folder` where the product's own folder may not be written. `encode` as
        `Understanding.load` has it.
        """
        from bot.understanding import TrainingData, Understanding

        ours = _TRAINED.is_dir() or os.access(_TRAINED.parent, os.W_OK)
        return Understanding.load(
            _TRAINED if ours else folder,
            self.clause_texts(),
            TrainingData.ours(self.programmes),
            encode=encode,
        )
