"""What Babel reads out of a programme's folder: the English sentences of its editions and of its chat."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO, NotRequired, TypedDict

import yaml


class _Clause(TypedDict):
    heading: str
    says: str
    findings: NotRequired[dict[str, str]]


class _Interpretation(TypedDict):
    title: str
    says: str


class _Pack(TypedDict):
    parts: NotRequired[dict[str, str]]
    clauses: dict[str, _Clause]
    interpretations: dict[str, _Interpretation]


class _Chat(TypedDict):
    asks: NotRequired[dict[str, list[str | dict[str, str]]]]


def extract_pack(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Sentences of a pack file, each with the clause and the part of it that it is, as a note to translators.

    The signature and the shape of the results are Babel's: line, function, message, comments.
    """
    pack: _Pack = yaml.safe_load(file)
    for part, about in pack.get("parts", {}).items():
        yield 0, None, about, [f"{part}, a part of the book"]
    for key, clause in pack["clauses"].items():
        yield 0, None, clause["heading"], [f"{key}, heading"]
        yield 0, None, clause["says"].strip(), [f"{key}, the clause"]
        for name, sentence in clause.get("findings", {}).items():
            yield 0, None, sentence.strip(), [f"{key}, {name}"]
    for key, interpretation in pack["interpretations"].items():
        yield 0, None, interpretation["title"], [f"{key}, title of the interpretation"]
        yield 0, None, interpretation["says"].strip(), [f"{key}, the interpretation"]


def extract_chat(
    file: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Questions of a `chat.yaml`, each with the kind and the fact that it asks for; shaped as above."""
    chat: _Chat = yaml.safe_load(file)
    for kind, asked in chat.get("asks", {}).items():
        for fact in asked:
            if isinstance(fact, Mapping) and "ask" in fact:
                yield 0, None, fact["ask"], [f"{kind}, asks for {fact['fact']}"]
