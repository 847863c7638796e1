"""The validation split, `intents/validation/`: messages and questions that no model is trained on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.understanding.training_data import read_yaml

KNOWN_FAILURES = "known_failures.yml"


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message with the intent and the entities (name, value) that it should be read as."""

    text: str
    intent: str
    variety: str
    entities: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class RuleQuestion:
    """A question with the clauses any of which answers it; none for one that no book answers."""

    text: str
    variety: str
    clauses: tuple[str, ...]


def messages(folder: Path) -> list[LabelledMessage]:
    """Every entry with an intent."""
    return [
        LabelledMessage(
            str(entry["text"]),
            entry["intent"],
            entry["variety"],
            tuple((entity["entity"], entity["value"]) for entity in entry.get("entities") or ()),
        )
        for entry in _entries(folder)
        if "intent" in entry
    ]


def rule_questions(folder: Path) -> list[RuleQuestion]:
    """Every entry with clauses, or that says `unanswerable: true`."""
    return [
        RuleQuestion(str(entry["text"]), entry["variety"], tuple(entry.get("clauses") or ()))
        for entry in _entries(folder)
        if "clauses" in entry or entry.get("unanswerable")
    ]


def known_failures(folder: Path) -> frozenset[tuple[str, str]]:
    """(text, what) pairs that are known to be read wrongly; `what` is intent, entities or clause."""
    path = folder / KNOWN_FAILURES
    listed = read_yaml(path) if path.is_file() else None
    return frozenset((str(entry["text"]), str(entry["what"])) for entry in listed or ())


def _entries(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.yml")):
        if path.name != KNOWN_FAILURES:
            yield from read_yaml(path)
