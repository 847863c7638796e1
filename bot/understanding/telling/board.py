"""The working table of one message: what was found in it, and which role each find has been given.

All places are those of the folded text until facts leave the table.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.text import Folded
from bot.understanding.candidates.found import Found
from bot.understanding.candidates.found import Value as Candidate
from bot.understanding.circumstances import Circumstance, Value
from bot.understanding.parse import Entity
from bot.understanding.scope import Scopes
from bot.understanding.telling.told import Act, Fact, FactValue, Residue, Talk, Why

Place = tuple[int, int]
_FAR = 40  # characters beyond which a word says nothing about a number


@dataclass(eq=False, slots=True)
class Mention:
    """A candidate on the table. `role` is what it was taken for."""

    kind: str
    value: Candidate
    start: int
    end: int
    currency: str | None = None
    each: int | None = None
    unit: str | None = None
    about: bool = False
    role: str | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Told:
    """A circumstance on the table."""

    path: str
    value: Value
    start: int
    end: int


@dataclass(slots=True)
class Board:
    """The table. Readers of roles take mentions from it and `say` facts."""

    folded: Folded
    original: str
    mentions: list[Mention]
    told: list[Told]
    taken_back: list[Told]
    entities: list[Entity]
    scopes: Scopes
    impossible: tuple[Place, ...]
    talk: Talk
    facts: list[Fact] = field(default_factory=list)
    residue: list[Residue] = field(default_factory=list)
    explained: list[Place] = field(default_factory=list)
    _clauses: dict[int, Place] = field(default_factory=dict)

    @classmethod
    def lay(
        cls,
        original: str,
        folded: Folded,
        found: Found,
        circumstances: Iterable[Circumstance],
        entities: Iterable[Entity],
        scopes: Scopes,
        talk: Talk,
    ) -> "Board":
        """The table of a message; what its words take back or deny is no mention."""
        within = _Within(folded)
        mentions = [
            Mention(c.kind, c.value, *within(c.start, c.end), c.currency, c.each, c.unit, c.about)
            for c in found.candidates
            if not c.negated and not c.retracted
        ]
        told: list[Told] = []
        taken_back: list[Told] = []
        circumstances = tuple(circumstances)
        for c in circumstances:
            gone = c.negated or scopes.retracted(c.start, c.end) or _disputed(c, circumstances, scopes)
            (taken_back if gone else told).append(Told(c.path, c.value, *within(c.start, c.end)))
        board = cls(
            folded,
            original,
            mentions,
            told,
            taken_back,
            [e for e in entities if not scopes.retracted(e.start, e.end)],
            scopes,
            tuple(within(*place) for place in found.impossible),
            talk,
        )
        board.explained += [t.place for t in mentions] + [(t.start, t.end) for t in (*told, *taken_back)]
        return board

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def place_of(self, entity: Entity) -> Place:
        """An entity's place on the folded text."""
        return _Within(self.folded)(entity.start, entity.end)

    # -- finds ---------------------------------------------------------------------------------------

    def free(self, *kinds: str) -> list[Mention]:
        """Mentions of these kinds that have no role yet, in order of place."""
        return [m for m in self.mentions if m.role is None and m.kind in kinds]

    def take(self, mention: Mention, role: str) -> None:
        """Give a mention its role."""
        mention.role = role

    def values(self, path: str) -> list[Value]:
        """What circumstances tell for a path, in order."""
        return [t.value for t in self.told if t.path == path]

    def clause(self, at: int) -> Place:
        """The clause around a place."""
        if at not in self._clauses:
            found = self.scopes.clause_of(self.folded.origin[min(at, len(self.folded.origin) - 1)])
            within = _Within(self.folded)
            self._clauses[at] = within(found.start, found.end)
        return self._clauses[at]

    def together(self, one: Place, other: Place) -> bool:
        """Whether two places stand in one clause."""
        return self.clause(one[0]) == self.clause(other[0])

    def gap(self, one: Place, other: Place) -> int:
        """How many characters lie between two places; Chinese ones count thrice, 0 where they overlap."""
        first, second = sorted((one, other))
        between = self.text[first[1] : max(first[1], second[0])]
        return sum(1 if c.isascii() else 3 for c in between)

    def nearest(self, mention: Mention, pattern: re.Pattern[str], *, beyond: bool = False) -> int | None:
        """How far the nearest match of a cue is, in the mention's clause (or `beyond` it); None without."""
        start, end = self.clause(mention.start)
        found = [
            self.gap(m.span(), mention.place) + _against(m, mention)
            for m in pattern.finditer(self.text)
            if beyond or start <= m.start() < end
        ]
        near = [gap for gap in found if gap <= _FAR or beyond]
        return min(near, default=None)

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether the words hold a cue anywhere."""
        return pattern.search(self.text) is not None

    # -- results -------------------------------------------------------------------------------------

    def say(self, path: str, value: FactValue, place: Place, act: Act = "set") -> None:
        """A fact that the words at a place tell."""
        self.facts.append(Fact(path, value, act, *self._original(place)))

    def says(self, path: str) -> bool:
        """Whether the path was told already."""
        return any(fact.path == path for fact in self.facts)

    def leave_over(self, place: Place, why: Why) -> None:
        """Words that found no place."""
        start, end = self._original(place)
        self.residue.append(Residue(self.original[start:end], start, end, why))

    def _original(self, place: Place) -> Place:
        start, end = place
        if end <= start or not self.folded.origin:
            return 0, 0
        return self.folded.span(start, min(end, len(self.folded.origin)))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every match of a cue."""
        return pattern.finditer(self.text)


def _disputed(one: Circumstance, told: Iterable[Circumstance], scopes: Scopes) -> bool:
    """Whether it is what others say, and the member says otherwise ("the desk told me I'd paid cash")."""
    if scopes.clause_of(one.start).mood != "quoted_rule":
        return False
    return any(
        other.path == one.path
        and other.value != one.value
        and not other.negated
        and scopes.clause_of(other.start).mood != "quoted_rule"
        for other in told
    )


def _against(cue: re.Match[str], mention: Mention) -> int:
    """How much farther a word seems on the unusual side: English says "on the 3rd" behind its verb, Chinese
    the day before it."""
    before = cue.start() < mention.start
    return 0 if before == cue[0].isascii() else 4


class _Within:
    """From places of the original text to places of the folded one."""

    def __init__(self, folded: Folded) -> None:
        self._origin = folded.origin

    def __call__(self, start: int, end: int) -> Place:
        first = bisect_left(self._origin, start)
        return first, max(first, bisect_left(self._origin, end))
