"""Reads `intents/`: examples per intent and variety, lookups, concepts, questions per clause."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Variety = str  # a folder of intents/nlu: en, zh-Hans, zh-Hant, yue

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
    """A member's question and the clause that answers it; None where no rule book does."""

    text: str
    clause: str | None
    language: str


def intents_folder() -> Path:
    """The Rasa project: in a wheel inside the package, in a checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "intents"
    return inside if inside.is_dir() else package.parent / "intents"


def read_yaml(path: Path) -> Any:
    """A YAML file, by the fast loader."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def content_hash(folder: Path) -> str:
    """Changes whenever anything that the models are trained from does."""
    digest = hashlib.sha256()
    for path in (
        folder / "concepts.yml",
        *(sorted(p for part in _TRAINED for p in (folder / part).rglob("*.yml"))),
    ):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


_TRAINED = ("nlu", "lookups", "questions")


def examples(folder: Path) -> Iterator[Example]:
    """Every example of nlu/<variety>/<intent>.yml, annotations taken out."""
    for path in sorted((folder / "nlu").glob("*/*.yml")):
        for block in read_yaml(path)["nlu"]:
            for line in _lines(block["examples"]):
                yield Example(_ANNOTATION.sub(r"\1", line), block["intent"], path.parent.name)


def lookups(folder: Path) -> dict[str, dict[str, str]]:
    """Per entity the value for each name, from the synonyms of lookups/<entity>.yml."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((folder / "lookups").glob("*.yml")):
        names: dict[str, str] = {}
        for block in read_yaml(path)["nlu"]:
            value = str(block["synonym"])
            if path.stem == "merchant":
                names.setdefault(value, value)
            names.update(dict.fromkeys(_lines(block["examples"]), value))
        found[path.stem] = names
    return found


def concepts(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Per kind (field, everyday, elsewhere) and concept its forms."""
    return {
        kind: {name: [str(form) for form in forms] for name, forms in listed.items()}
        for kind, listed in read_yaml(folder / "concepts.yml").items()
    }


def questions(folder: Path) -> Iterator[Question]:
    """Every question of questions/<programme>.yml, and of questions/unanswerable.yml without a clause."""
    for path in sorted((folder / "questions").glob("*.yml")):
        for clause, by_language in read_yaml(path).items():
            for language, texts in by_language.items():
                for text in texts:
                    yield Question(str(text), None if path.stem == "unanswerable" else str(clause), language)


def questions_as_examples(questions: Iterable[Question], examples: Iterable[Example]) -> list[Example]:
    """Questions on the rules are messages of intent `faq` too, save those that ask about one purchase.

    There are far more of them than of other messages: together they weigh as much as `_QUESTIONS_WEIGH`
    examples. A text that is an example already keeps its intent.
    """
    known = {example.text.casefold() for example in examples}
    asked = [
        question
        for question in questions
        if question.clause not in _ON_ONE_PURCHASE and question.text.casefold() not in known
    ]
    importance = min(0.4, _QUESTIONS_WEIGH / max(len(asked), 1))
    return [Example(question.text, "faq", question.language, importance) for question in asked]


_QUESTIONS_WEIGH = 400

# Whether something earns (`ask_earn`) is asked in the same words as what these clauses say.
_ON_ONE_PURCHASE = frozenset(
    [f"festival-walk/points.{number}" for number in (1, 2, 3, 4, 5, 15, 16, 17, 20)]
    + [f"cityplaza/{number}" for number in ("3", "8.ii", "8.v", "8.vii", "12")]
    + [f"alipay-k11/{number}" for number in ("3.1", "3.2", "3.3", "coupon.5", "coupon.6", "coupon.7")]
)


def _lines(block: str) -> Iterator[str]:
    for line in block.splitlines():
        if line.startswith("- ") and line[2:].strip():
            yield line[2:].strip()
