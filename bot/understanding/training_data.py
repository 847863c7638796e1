"""Reads `intents/` and the programmes: examples per intent and variety, lookups, concepts, questions."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.programmes import Programme, Programmes

Variety = str  # a folder of intents/nlu
VARIETIES: tuple[Variety, ...] = ("en", "zh-Hans", "zh-Hant", "yue")

_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\(([a-z_]+)\)|\{[^}]*\})")


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its intent; `importance` is its weight in training."""

    text: str
    intent: str
    variety: Variety
    importance: float = 1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A member's question and the clause that answers it; None where no rule book does.

    `about_one_purchase` says that a single purchase is asked about in the same words ("does lunch count?").
    """

    text: str
    clause: str | None
    language: str
    about_one_purchase: bool = False


def intents_folder() -> Path:
    """The Rasa project: in a wheel inside the package, in a checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "intents"
    return inside if inside.is_dir() else package.parent / "intents"


def read_yaml(path: Path) -> Any:
    """A YAML file, by the fast loader."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@dataclass(frozen=True)
class TrainingData:
    """What the models are trained from: a folder like `intents/`, and what programmes say of themselves."""

    folder: Path
    programmes: tuple[Programme, ...] = ()

    @classmethod
    def ours(cls, programmes: Programmes | None = None) -> "TrainingData":
        """The product's own folder, with these programmes (the product's own when None)."""
        return cls(intents_folder(), tuple(programmes or Programmes.load()))

    def digest_of_intents(self) -> str:
        """Changes whenever anything that the intents are trained from does."""
        once = [programme.chat.about_one_purchase for programme in self.programmes]
        return self._digest(("nlu", "lookups", "questions"), once)

    def digest_of_questions(self) -> str:
        """Changes whenever any question on the rules does, or what questions are read with."""
        return self._digest(("questions",))

    def _digest(self, parts: Iterable[str], said: object = None) -> str:
        """Of parts of the folder, of what is `said` besides, and of what all models are trained from."""
        names = [(programme.id, programme.chat.names) for programme in self.programmes]
        digest = hashlib.sha256(repr((names, said)).encode())
        files = [self.folder / "concepts.yml"]
        files += sorted(path for part in parts for path in (self.folder / part).rglob("*.yml"))
        files += [programme.folder / "questions.yml" for programme in self.programmes]
        for path in filter(Path.is_file, files):
            digest.update(f"{path.parent.name}/{path.name}".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def examples(self) -> Iterator[Example]:
        """Every example of nlu/<variety>/<intent>.yml, annotations taken out."""
        for path in sorted((self.folder / "nlu").glob("*/*.yml")):
            for block in read_yaml(path)["nlu"]:
                for line in _lines(block["examples"]):
                    yield Example(_ANNOTATION.sub(r"\1", line), block["intent"], path.parent.name)

    def lookups(self) -> dict[str, dict[str, str]]:
        """Per entity the value for each name: synonyms of lookups/<entity>.yml, names of the programmes."""
        found: dict[str, dict[str, str]] = {
            "programme": {name: known.id for known in self.programmes for name in known.chat.names}
        }
        for path in sorted((self.folder / "lookups").glob("*.yml")):
            names: dict[str, str] = {}
            for block in read_yaml(path)["nlu"]:
                value = str(block["synonym"])
                if path.stem == "merchant":
                    names.setdefault(value, value)
                names.update(dict.fromkeys(_lines(block["examples"]), value))
            found[path.stem] = names
        return found

    def programme_names(self) -> str:
        """The names of the programmes as a lookup file of a Rasa project."""
        blocks = [
            {"synonym": known.id, "examples": "".join(f"- {name}\n" for name in known.chat.names)}
            for known in self.programmes
        ]
        return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False)

    def concepts(self) -> dict[str, dict[str, list[str]]]:
        """Per kind (field, everyday, elsewhere) and concept its forms."""
        return {
            kind: {name: [str(form) for form in forms] for name, forms in listed.items()}
            for kind, listed in read_yaml(self.folder / "concepts.yml").items()
        }

    def questions(self) -> Iterator[Question]:
        """Every question of the programmes, and of questions/unanswerable.yml without a clause."""
        for programme in self.programmes:
            once = {f"{programme.id}/{clause}" for clause in programme.chat.about_one_purchase}
            for asked in programme.questions:
                yield Question(asked.text, asked.clause, asked.language, asked.clause in once)
        path = self.folder / "questions" / "unanswerable.yml"
        for by_language in read_yaml(path).values() if path.is_file() else ():
            for language, texts in by_language.items():
                for text in texts:
                    yield Question(str(text), None, language)


def questions_as_examples(questions: Iterable[Question], examples: Iterable[Example]) -> list[Example]:
    """Questions on the rules are messages too: of intent `faq`, save those that ask about one purchase; those
    that no book answers are out of scope.

    There are far more of the former than of other messages: together they weigh as much as `_QUESTIONS_WEIGH`
    examples. A text that is an example already keeps its intent.
    """
    known = {example.text.casefold() for example in examples}
    asked = [
        question
        for question in questions
        if not question.about_one_purchase and question.text.casefold() not in known
    ]
    answered = sum(question.clause is not None for question in asked)
    importance = min(0.4, _QUESTIONS_WEIGH / max(answered, 1))
    return [
        Example(question.text, "out_of_scope", question.language, _UNANSWERED_WEIGHS)
        if question.clause is None
        else Example(question.text, "faq", question.language, importance)
        for question in asked
    ]


_QUESTIONS_WEIGH = 400
_UNANSWERED_WEIGHS = 0.3  # each; measured by leaving clusters out (benchmarks/nlu/held_out.py)


def _lines(block: str) -> Iterator[str]:
    for line in block.splitlines():
        if line.startswith("- ") and line[2:].strip():
            yield line[2:].strip()
