"""What changes from one pack to another: figures, clauses, sentences, lists, readings, validity."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rules.figures import Value
from bot.rules.pack import Clause, Interpretation, Pack
from bot.text import Shop

Part = Literal["pack", "clause", "interpretation"]
What = Literal[
    "valid_from",
    "valid_until",
    "name",
    "currency",
    "calendar",
    "term",
    "added",
    "removed",
    "heading",
    "says",
    "finding",
    "kind",
    "rules",
    "figure",
    "list",
    "known_as",
    "resembling",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two packs.

    It stands in the `pack` as a whole, or in the clause or interpretation `key`. `name` tells which figure,
    list, term or finding it is, or the shop whose usual names change. `old` and `new` are the typed values,
    None where there was or is none; of a list, what was taken out and what was put in.
    """

    part: Part
    key: str
    what: What
    name: str = ""
    old: Value = None
    new: Value = None


def compare(old: Pack, new: Pack) -> list[Change]:
    """All differences: of the pack as a whole, then by clause and by interpretation, in the order of the new
    book; what it leaves out comes last."""
    return [*_of_pack(old, new), *_of_clauses(old, new), *_of_interpretations(old, new)]


def _of_pack(old: Pack, new: Pack) -> Iterator[Change]:
    here: tuple[Part, str] = ("pack", "")
    yield from _values(
        here,
        ("valid_from", old.valid_from, new.valid_from),
        ("valid_until", old.valid_until, new.valid_until),
        ("name", old.name, new.name),
        ("currency", old.currency, new.currency),
    )
    for name in ("country", "category", "gazetted_until"):
        before, after = getattr(old.working_days, name), getattr(new.working_days, name)
        if before != after:
            yield Change(*here, "calendar", name, before, after)
    yield from _named(here, "term", old.terms, new.terms)
    yield from _shops(here, "shops", _shops_of_its_own(old), _shops_of_its_own(new))


def _of_clauses(old: Pack, new: Pack) -> Iterator[Change]:
    for key in _all(old.clauses, new.clauses):
        here: tuple[Part, str] = ("clause", key)
        before, after = old.clauses.get(key), new.clauses.get(key)
        if before is None:
            yield Change(*here, "added", new=new.clauses[key].says)
        elif after is None:
            yield Change(*here, "removed", old=before.says)
        else:
            yield from _of_clause(here, before, after, _own_terms(old, before), _own_terms(new, after))


def _of_clause(
    here: tuple[Part, str],
    old: Clause,
    new: Clause,
    old_terms: Mapping[str, Value],
    new_terms: Mapping[str, Value],
) -> Iterator[Change]:
    yield from _values(
        here,
        ("heading", old.heading, new.heading),
        ("kind", old.kind, new.kind),
    )
    if old.kind == new.kind == "decides" and old.rules != new.rules:
        yield Change(*here, "rules", old=old.rules, new=new.rules)
    yield from _named(here, "figure", old.figures, new.figures)
    for name in _all(old.lists, new.lists):
        yield from _members(here, name, old.lists.get(name, ()), new.lists.get(name, ()))
    yield from _shops(here, "shops", old.shops.listed, new.shops.listed)
    for name in _all(old.places, new.places):
        before, after = old.places.get(name), new.places.get(name)
        yield from _shops(here, name, before.listed if before else (), after.listed if after else ())
    yield from _named(here, "term", old_terms, new_terms)
    yield from _values(here, ("says", old.says, new.says))
    yield from _named(here, "finding", old.sentences, new.sentences)


def _of_interpretations(old: Pack, new: Pack) -> Iterator[Change]:
    for key in _all(old.interpretations, new.interpretations):
        here: tuple[Part, str] = ("interpretation", key)
        before, after = old.interpretations.get(key), new.interpretations.get(key)
        if before is None:
            yield Change(*here, "added", new=new.interpretations[key].says)
        elif after is None:
            yield Change(*here, "removed", old=before.says)
        else:
            yield from _of_interpretation(here, before, after)


def _of_interpretation(here: tuple[Part, str], old: Interpretation, new: Interpretation) -> Iterator[Change]:
    yield from _values(here, ("heading", old.title, new.title))
    yield from _named(here, "figure", old.figures, new.figures)
    yield from _values(here, ("says", old.says, new.says))


def _values(here: tuple[Part, str], *values: tuple[What, Value, Value]) -> Iterator[Change]:
    for what, old, new in values:
        if old != new:
            yield Change(*here, what, old=old, new=new)


def _named(
    here: tuple[Part, str], what: What, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Change]:
    for name in _all(old, new):
        if old.get(name) != new.get(name):
            yield Change(*here, what, name, old.get(name), new.get(name))


def _members(
    here: tuple[Part, str], name: str, old: Sequence[Value], new: Sequence[Value], what: What = "list"
) -> Iterator[Change]:
    gone = tuple(member for member in old if member not in new)
    come = tuple(member for member in new if member not in old)
    if gone or come:
        yield Change(*here, what, name, gone, come)


def _shops(here: tuple[Part, str], name: str, old: Sequence[Shop], new: Sequence[Shop]) -> Iterator[Change]:
    """Shops, or places, that come and go; and of those that stay, their usual names."""
    yield from _members(here, name, [shop.name for shop in old], [shop.name for shop in new])
    for shop in new:
        for before in (other for other in old if other.name == shop.name):
            called = shop.name["en"]
            yield from _members(here, called, before.known_as, shop.known_as, "known_as")
            yield from _members(here, called, before.resembling, shop.resembling, "resembling")


def _shops_of_its_own(pack: Pack) -> list[Shop]:
    """The shops that the pack names outside its clauses."""
    in_clauses = [shop for clause in pack.clauses.values() for shop in clause.shops.listed]
    return [shop for shop in pack.shops.listed if shop not in in_clauses]


def _own_terms(pack: Pack, clause: Clause) -> Mapping[str, Value]:
    """The terms that a clause itself brings."""
    others = {*clause.figures, *clause.lists, *clause.places, "shops"}
    return {
        name: value
        for name, value in clause.values.items()
        if name not in others and pack.terms.get(name) != value
    }


def _all(old: Iterable[str], new: Iterable[str]) -> dict[str, None]:
    """The names of both: in the order of the new, then what only the old one has."""
    return dict.fromkeys((*new, *old))
