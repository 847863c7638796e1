"""The circumstances that a message tells: who paid, on what paper, by what means, under which warning.

How people say each value of each fact stands in `intents/facts/*.yml`:

    words:                          # groups for phrases, of all files: {someone}
      someone: my (husband|wife)|my friend
    facts:
    - path: receipt.payer           # as the engine names it; several with commas between
      values:
        other: |                    # a phrase a line, or several with ` ; ` between (notation: phrases.py)
          {someone} paid ; 我老公俾錢
      opposite: {other: member}     # what "not …" says; without one a negated value is told as negated
      innocent: [member]            # yields to any other value told in the same message
      names: payment                # the names of lookups/<names>.yml are phrases too
      excuse: |                     # look-alikes: what overlaps them is not found
        gift shop
      needs: [weather.signal]       # told only where one of these facts is told elsewhere in the message
      unless: [deduction.kind]      # told only where none of these is
    connectives: |                  # "but …": suspicious up to the end of its clause, if none is told there
    suspicious: |                   # words that look like a circumstance
    harmless: |                     # words that look like one and are none: in order with their clause

Beside the engine's paths there are cues, which the roles of the other values are read from: `deduction.kind`,
`weather.edge`, `history.nth`, `receipt.merchant_kind` and the like (`CUES`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bot.rules.facts.leaves import leaves
from bot.rules.registry import KINDS
from bot.text import Folded, fold_typed
from bot.understanding.phrases import NamedGroups, Phrase, PhraseIndex, one_of, read_phrases
from bot.understanding.scope import Scopes
from bot.understanding.training_data import TrainingData, read_yaml

Value = str | bool | int | None
Span = tuple[int, int]

# Cues that are no facts of the engine, and the kinds whose facts are read with them.
CUES: Mapping[str, frozenset[str]] = {
    "deduction.kind": frozenset({"earn", "claim"}),
    "history.nth": frozenset({"earn", "claim"}),
    "receipt.merchant_kind": frozenset({"earn", "claim"}),
    "claimed.before": frozenset({"claim"}),
    "weather.edge": frozenset({"claim"}),
}


_CLAUSE_END = re.compile(r"[,;!?。\n]|\.(?!\d)")


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A value that the words [start, end) of the original tell. `negated`: they say that it is not so."""

    path: str
    value: Value
    start: int
    end: int
    negated: bool
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a phrase tells: a value of an entry's fact, or (`excused`) that its words tell none."""

    entry: "_Entry"
    value: Value
    excused: bool = False


@dataclass(frozen=True, eq=False)
class _Entry:
    paths: tuple[str, ...]
    opposite: Mapping[Value, Value]
    innocent: frozenset[Value]
    needs: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    entry: _Entry
    value: Value
    span: Span
    negated: bool
    negative: bool  # the words carry a negation of their own


class Lexicon:
    """The declared phrases of a folder like `intents/`. Make it with `load`."""

    def __init__(
        self,
        phrases: Iterable[tuple[Phrase, _Meaning]],
        suspects: Iterable[tuple[Phrase, bool]],
        harmless: Iterable[Phrase] = (),
    ) -> None:
        listed = tuple(phrases)
        self._phrases = PhraseIndex(listed)
        self._matches = lru_cache(maxsize=8)(self._match)
        # Every path that words can tell, with the kinds that it concerns.
        self.paths = {path: kinds(path) for _, meaning in listed for path in meaning.entry.paths}
        self._suspects = PhraseIndex(suspects)  # True: the whole clause from there on
        self._harmless = PhraseIndex((phrase, None) for phrase in harmless)

    @classmethod
    def load(cls, data: TrainingData | None = None) -> "Lexicon":
        """The lexicon in `facts/` of the data's folder, with its names and those of its programmes.

        Without `data` it is the product's own. Raises ValueError on a slip in the files.
        """
        data = data or TrainingData.ours()
        files = {path: read_yaml(path) for path in sorted((data.folder / "facts").glob("*.yml"))}
        names = data.lookups()
        words = {entity: one_of(listed) for entity, listed in names.items()}
        for content in files.values():
            words |= {
                name: fold_typed(_one_line(group)).text for name, group in content.get("words", {}).items()
            }
        groups = NamedGroups(words)
        phrases: list[tuple[Phrase, _Meaning]] = []
        suspects: list[tuple[Phrase, bool]] = []
        harmless: list[Phrase] = []
        for path, content in files.items():
            try:
                for written in content.get("facts", ()):
                    phrases.extend(_entry_phrases(written, groups, names))
                harmless.extend(read_phrases(content.get("harmless", ""), groups))
                for block in ("suspicious", "connectives"):
                    found = read_phrases(content.get(block, ""), groups)
                    suspects.extend((phrase, block == "connectives") for phrase in found)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path.name}: {error}") from error
        return cls(phrases, suspects, harmless)

    def find(self, text: Folded, scopes: Scopes) -> tuple[Circumstance, ...]:
        """Every circumstance told, in order of place; of overlapping words for one fact the longest count."""
        hits: list[tuple[int, int, _Hit]] = []
        excused: set[tuple[_Entry, int]] = set()
        for phrase, meaning, start, end in self._matches(text.text):
            if meaning.excused:
                excused.update((meaning.entry, place) for place in range(start, end))
                continue
            span = text.span(start, end)
            hits.append((start, end, _hit(phrase, meaning, span, scopes)))
        hits = [
            (start, end, hit)
            for start, end, hit in hits
            if not any((hit.entry, place) in excused for place in range(start, end))
        ]
        kept = _in_company(_without_innocent(_longest([hit for _, _, hit in hits]), scopes))
        return tuple(
            Circumstance(path, hit.value, *hit.span, hit.negated, kinds(path))
            for hit in sorted(kept, key=lambda hit: hit.span)
            for path in hit.entry.paths
        )

    def warm_up(self) -> None:
        """Compile all phrases; else each is compiled where it is first tried."""
        for index in (self._phrases, self._suspects, self._harmless):
            index.compile()

    def _match(self, text: str) -> tuple[tuple[Phrase, _Meaning, int, int], ...]:
        return tuple(self._phrases.find(text))

    def suspicious(self, text: Folded, scopes: Scopes, explained: Sequence[Span]) -> tuple[Span, ...]:
        """Words that look like a condition or a circumstance, outside the places that are `explained`.

        Both are spans of the original text. What is denied is no circumstance, and neither is a look-alike.
        """
        in_order = [text.span(start, end) for *_, start, end in self._harmless.find(text.text)]
        alike = [text.span(start, end) for _, m, start, end in self._matches(text.text) if m.excused]
        explained = [*explained, *in_order]
        found = set()
        for phrase, whole_clause, start, end in self._suspects.find(text.text):
            span = text.span(start, end)
            if not whole_clause and (
                (not phrase.negative and scopes.negated(*span)) or any(_overlap(span, one) for one in alike)
            ):
                continue
            stop = _CLAUSE_END.search(text.text, end) if whole_clause else None
            found.add(text.span(start, stop.start() if stop else len(text.text) if whole_clause else end))
        unexplained = [span for span in found if not any(_overlap(span, known) for known in explained)]
        return tuple(sorted(unexplained))


@cache
def kinds(path: str) -> frozenset[str]:
    """The kinds of decisions that a path says something to."""
    if path in CUES:
        return CUES[path]
    within = f"{path}."
    return frozenset(
        name
        for name, kind in KINDS.items()
        if any(leaf == path or leaf.startswith(within) for leaf in leaves(kind.facts))
    )


def _entry_phrases(
    written: Mapping[str, Any], groups: NamedGroups, names: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[Phrase, _Meaning]]:
    entry = _Entry(
        tuple(path.strip() for path in written["path"].split(",")),
        written.get("opposite", {}),
        *(frozenset(written.get(key, ())) for key in ("innocent", "needs", "unless")),
    )
    for value, block in written["values"].items():
        for phrase in read_phrases(block, groups):
            yield phrase, _Meaning(entry, value)
    if "names" in written:
        for name, value in names[written["names"]].items():
            for phrase in read_phrases(one_of([name]), groups):
                yield phrase, _Meaning(entry, value)
    for phrase in read_phrases(written.get("excuse", ""), groups):
        yield phrase, _Meaning(entry, None, excused=True)


def _hit(phrase: Phrase, meaning: _Meaning, span: Span, scopes: Scopes) -> _Hit:
    """What the words tell; a negation makes the declared opposite of a value, and is then none any more."""
    entry, value = meaning.entry, meaning.value
    negated = not phrase.negative and scopes.negated(*span)
    if negated and value in entry.opposite:
        value, negated = entry.opposite[value], False
    return _Hit(entry, value, span, negated, phrase.negative)


def _longest(hits: Iterable[_Hit]) -> list[_Hit]:
    """Of overlapping words for one fact the longest, but those that hold a negation before all others."""
    kept: dict[_Entry, list[_Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (not hit.negative, hit.span[0] - hit.span[1])):
        of_entry = kept.setdefault(hit.entry, [])
        if not any(_overlap(hit.span, other.span) for other in of_entry):
            of_entry.append(hit)
    return [hit for of_entry in kept.values() for hit in of_entry]


def _without_innocent(hits: list[_Hit], scopes: Scopes) -> list[_Hit]:
    """Without the innocent values of a fact of which something else is told, and not taken back."""
    spoiled = {
        hit.entry
        for hit in hits
        if not hit.negated and hit.value not in hit.entry.innocent and not scopes.retracted(*hit.span)
    }
    return [hit for hit in hits if hit.value not in hit.entry.innocent or hit.entry not in spoiled]


def _in_company(hits: list[_Hit]) -> list[_Hit]:
    """Without the hits that need another fact which is not told, or that one which is told stands against."""
    told = {(path, hit.entry) for hit in hits if not hit.negated for path in hit.entry.paths}

    def fits(hit: _Hit) -> bool:
        others = {path for path, entry in told if entry is not hit.entry}
        needs, unless = hit.entry.needs, hit.entry.unless
        return (not needs or bool(needs & others)) and not unless & others

    return [hit for hit in hits if fits(hit)]


def _one_line(group: str) -> str:
    """A group of words written over several lines."""
    return "".join(line.strip() for line in group.splitlines())


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
