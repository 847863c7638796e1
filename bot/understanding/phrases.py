"""A compact notation for how people say a thing, compiled to patterns over folded text.

    my (wife|husband) paid      words; a blank stands for nothing, a blank, a hyphen, a slash or an apostrophe
    [best] friend[s]            what may be left out
    refund*                     any further letters: refunds, refunded
    [a|the]* (a|the)+           a group several times, + at least once; what stands before ? may be missing
    #                           a number, in digits or words: 12, 十二, twelve
    paid ~ card, 碌~卡           a gap of up to 8 characters, `~~` of up to 24; never over the end
                                of a clause, a negation or a "but"
    {someone} paid              a named group of alternatives
    don't                       an apostrophe may be missing in the text: dont

Phrases may be written in any script: they are folded as messages are. Latin words match whole words only.

A phrase knows the literals of which at least one stands in every text that it matches, so that the many
phrases that cannot match are never tried (`PhraseIndex`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from bot.text import fold_typed

_EDGE = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"  # no Latin word or number goes on across it
_NEGATIONS = r"\b(?:not|never|non|no|cannot|without|nor)\b|n't|\b(?:did|do|does|is|was|wo|ca|have|has)nt\b"
NEGATION = re.compile(_NEGATIONS + f"|[{fold_typed('冇唔不没未無').text}]")
_BLOCKED = rf"(?!{NEGATION.pattern}|\bbut\b|但)"
_GAP = _EDGE + r"(?:" + _BLOCKED + r"(?:[^,;:!?。.\n]|[.,](?=\d))){0,%d}?" + _EDGE
_GAPS = {"~": _GAP % 8, "~~": _GAP % 24}
_BLANK = r"[ \-_/'\"]{0,2}"
_NUMBER = r"(?:\d+|[一二两三四五六七八九十百千万廿卅半零]+|" + (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty)(?![a-z]))"
)
_SPECIAL = frozenset("()[]{}|~*#? ")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a pattern and the literals of which one must be there; none: it may match nothing known."""

    pattern: str
    literals: frozenset[str]
    needs: tuple[frozenset[str], ...] = ()  # further literals, of each of these sets one

    @property
    def weight(self) -> int:
        """How telling its literals are."""
        return min(map(len, self.literals), default=0)


@dataclass(frozen=True)
class Phrase:
    """One phrase of the notation. `negative`: it says its own "not", which is no negation of what it says."""

    source: str
    _part: _Part = field(repr=False)
    negative: bool

    @property
    def literals(self) -> frozenset[str]:
        """One of these is in every text that the phrase matches."""
        return self._part.literals

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Further sets of literals: one of each is in every text that the phrase matches."""
        return self._part.needs

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern, made when it is first needed."""
        return re.compile(_EDGE + self._part.pattern + _EDGE)


def _word(written: str) -> _Part:
    pieces = written.split("'")
    longest = max(pieces, key=len)
    return _Part("'?".join(map(re.escape, pieces)), frozenset([longest] if longest else ()))


class _Reader:
    """Recursive descent over one phrase."""

    def __init__(self, source: str, words: "NamedGroups") -> None:
        self._source, self._at, self._words = source, 0, words

    def whole(self) -> _Part:
        part = self._alternatives()
        if self._at != len(self._source):
            raise ValueError(f"unbalanced at {self._at}: {self._source}")
        return part

    def _alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            parts.append(self._sequence())
        if len(parts) == 1:
            return parts[0]
        known = all(part.literals for part in parts)
        literals = frozenset().union(*(part.literals for part in parts)) if known else frozenset()
        return _Part("(?:" + "|".join(part.pattern for part in parts) + ")", literals)

    def _sequence(self) -> _Part:
        parts = list(self._parts())
        ranked = sorted((part for part in parts if part.literals), key=lambda part: -part.weight)
        literals = ranked[0].literals if ranked else frozenset[str]()
        needs = [part.literals for part in ranked[1:]] + [need for part in ranked for need in part.needs]
        return _Part("".join(part.pattern for part in parts), literals, tuple(needs))

    def _parts(self) -> Iterator[_Part]:
        while (char := self._peek()) not in ("", "|", ")", "]"):
            if char not in _SPECIAL:
                yield from self._literal()
                continue
            self._at += 1
            if char in "([{":
                yield self._repeated(self._group(char), optional=char == "[")
            elif char == "#":
                yield self._repeated(_Part(_NUMBER, frozenset()), optional=False)
            else:
                yield _Part(self._simple(char), frozenset())

    def _group(self, opening: str) -> _Part:
        if opening == "{":
            end = self._source.index("}", self._at)
            name, self._at = self._source[self._at : end], end + 1
            return self._words.part(name)
        closing = ")" if opening == "(" else "]"
        part = self._alternatives()
        if self._peek() != closing:
            raise ValueError(f"no {closing} at {self._at}: {self._source}")
        self._at += 1
        return part

    def _repeated(self, part: _Part, optional: bool) -> _Part:
        """A group as often as what follows it says."""
        start = self._at
        while self._peek() in ("*", "?"):
            self._at += 1
        signs = self._source[start : self._at]
        if self._peek() == "+":
            self._at += 1
            return _Part(f"(?:{part.pattern}{_BLANK}){{1,4}}", part.literals)
        if "*" in signs:
            return _Part(f"(?:{part.pattern}{_BLANK}){{0,4}}", frozenset())
        if signs or optional:
            return _Part(f"(?:{part.pattern})?", frozenset())
        return part

    def _simple(self, char: str) -> str:
        if char == "*":
            return "[a-z]*"
        if char == "~":
            if self._peek() == "~":
                self._at += 1
                return _GAPS["~~"]
            return _GAPS["~"]
        if char == " ":
            return _BLANK
        raise ValueError(f"unbalanced {char} at {self._at}: {self._source}")

    def _literal(self) -> Iterator[_Part]:
        start = self._at
        while (char := self._peek()) and char not in _SPECIAL:
            self._at += 1
        written = self._source[start : self._at]
        if self._peek() == "?":
            self._at += 1
            written, missing = written[:-1], written[-1]
            yield _word(written)
            yield _Part(re.escape(missing) + "?", frozenset())
        else:
            yield _word(written)

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""


class NamedGroups:
    """The alternatives that phrases call by a name: a list is read once, not for every phrase."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._parts: dict[str, _Part] = {}

    def part(self, name: str) -> _Part:
        """The group of a name. Raises KeyError where there is none, ValueError on a slip in it."""
        if name not in self._parts:
            self._parts[name] = _Reader(self._sources[name], self).whole()
        return self._parts[name]


def read_phrases(block: str, words: NamedGroups) -> tuple[Phrase, ...]:
    """The phrases of a block: one a line, or several with ` ; ` between. Raises ValueError on a slip."""
    phrases = []
    for line in block.replace(" ; ", "\n").splitlines():
        source = fold_typed(line.strip()).text
        if source:
            part = _Reader(source, words).whole()
            if not part.literals:
                raise ValueError(f"nothing in it is sure to be there: {source}")
            phrases.append(Phrase(source, part, NEGATION.search(source) is not None))
    return tuple(phrases)


def one_of(names: Iterable[str]) -> str:
    """The names as a group of the notation, whose characters mean nothing in a name; none: never matched."""
    folded = {re.sub(r"[()\[\]{}|~*#?]", "", fold_typed(name).text).strip() for name in names}
    return "|".join(sorted(folded - {""}, key=len, reverse=True)) or "\0"


class PhraseIndex(Generic[T]):
    """Many phrases, each with what it means; finds those worth trying on a text by their literals."""

    def __init__(self, phrases: Iterable[tuple[Phrase, T]]) -> None:
        self._phrases = tuple(phrases)
        by_literal: dict[str, set[int]] = defaultdict(set)
        for number, (phrase, _) in enumerate(self._phrases):
            for literal in phrase.literals:
                by_literal[literal].add(number)
            for literal in frozenset[str]().union(*phrase.needs):
                by_literal.setdefault(literal, set())  # so that it is noticed
        self._by_start: dict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
        for literal, numbers in by_literal.items():
            self._by_start[literal[:2]].append((literal, frozenset(numbers)))

    def compile(self) -> None:
        """Compile the patterns that were not needed yet, so that no message waits for them."""
        for phrase, _ in self._phrases:
            assert phrase.pattern is not None

    def find(self, text: str) -> Iterator[tuple[Phrase, T, int, int]]:
        """Every match of every phrase, in the order of the phrases: (phrase, meaning, start, end)."""
        for number in sorted(self._candidates(text)):
            phrase, meaning = self._phrases[number]
            for match in phrase.pattern.finditer(text):
                if words := match[0].strip():
                    start = match.start() + match[0].index(words)
                    yield phrase, meaning, start, start + len(words)

    def _candidates(self, text: str) -> set[int]:
        found: set[int] = set()
        there: set[str] = set()
        for at in range(len(text)):
            for length in (1, 2):
                for literal, numbers in self._by_start.get(text[at : at + length], ()):
                    if literal not in there and text.startswith(literal, at):
                        there.add(literal)
                        found |= numbers
        return {
            number
            for number in found
            if all(not need.isdisjoint(there) for need in self._phrases[number][0].needs)
        }
