"""A programme's rule book in one edition, as the engine works with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal, TypeVar

from bot.rules.calendar import WorkingDays
from bot.rules.figures import Amount, Figure, MonthDay, Quantity, Value
from bot.text import Lookalikes, Places, ShopNames

_A = TypeVar("_A", bound=Amount)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A reading of what the book leaves open, with the figures that an operator can change."""

    title: str
    says: str
    figures: Mapping[str, Figure]
    amounts: Mapping[str, Amount]
    """The numbers of the figures, without their units."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered paragraph of a rule book.

    `values` are those of the placeholders in its sentences: figures (`Quantity`, date, time, ...), lists
    (tuples of codes, or of names by language), terms of the pack (text, or text by language). `says` is our
    sentence for it; `sentences` are those of its findings, by name. All are English sources.
    """

    id: str
    key: str
    heading: str
    kind: Literal["decides", "states"]
    says: str
    figures: Mapping[str, Figure]
    amounts: Mapping[str, Amount]
    """The numbers of the figures, without their units: int, or Decimal for money."""
    lists: Mapping[str, tuple[str, ...]]
    shops: ShopNames
    lookalikes: Lookalikes
    places: Mapping[str, Places]
    rules: tuple[str, ...]
    sentences: Mapping[str, str]
    values: Mapping[str, Value]
    number: int
    """Its place in the book, from 0."""

    # The number of a figure by what it is; loading a pack has seen that a rule's figures are in their units.
    # Each raises KeyError for an unknown figure and TypeError for one of another sort.

    def count(self, figure: str) -> int:
        """So many points, days, times, ..."""
        return self._amount(figure, int)

    def money(self, figure: str) -> Decimal:
        """A sum in the programme's currency."""
        return self._amount(figure, Decimal)

    def day(self, figure: str) -> date:
        """A day."""
        return self._amount(figure, date)

    def clock(self, figure: str) -> time:
        """A time of day."""
        return self._amount(figure, time)

    def yearly(self, figure: str) -> MonthDay:
        """A day of every year."""
        return self._amount(figure, MonthDay)

    def version(self, figure: str) -> str:
        """A version, as dotted numbers."""
        return self._amount(figure, str)

    # A term that a rule needs, which is a code or a name; each raises KeyError and TypeError alike.

    def code(self, term: str) -> str:
        """The same text in every language."""
        text = self.values[term]
        if not isinstance(text, str):
            raise TypeError(f"{self.id}: {term} is no text")
        return text

    def by_language(self, term: str) -> Mapping[str, str]:
        """A text for each language."""
        name = self.values[term]
        if not isinstance(name, Mapping):
            raise TypeError(f"{self.id}: {term} is no name by language")
        return name

    def _amount(self, figure: str, sort: type[_A]) -> _A:
        amount = self.amounts[figure]
        if not isinstance(amount, sort):
            raise TypeError(f"{self.id}: {figure} is no {sort.__name__}")
        return amount


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A programme in one edition. `clauses` are in the order of the book, by their short id (`points.3`)."""

    programme: str
    edition: str
    valid_from: date
    valid_until: date | None
    name: Mapping[str, str]
    currency: str
    terms: Mapping[str, str | Mapping[str, str]]
    parts: Mapping[str, str]
    """What the parts of the book are about (English sources), by how the short ids of their clauses begin."""
    working_days: WorkingDays
    interpretations: Mapping[str, Interpretation]
    readings: Mapping[str, Amount]
    """The numbers of all figures of the interpretations, by their names."""
    lists: Mapping[str, tuple[str, ...]]
    clauses: Mapping[str, Clause]
    numbers: Mapping[str, int]
    """The place of each clause in the book, by its full id."""
    kinds: tuple[str, ...]
    """The kinds of question that this book answers."""
    checks: Mapping[str, tuple[tuple[str, Clause], ...]]
    """By kind: the checks that its clauses name, with the clause, in the book's order."""
    deciding: Mapping[tuple[str, str], Clause]
    """The (first) clause that names a rule for a kind, by kind and rule."""
    roles: Mapping[str, tuple[Clause, ...]]
    """The clauses that play a part for the running bot, by their role (`bot/rules/roles.py`)."""
    shops: ShopNames
    """All shops that the pack names; tells whether two printed names mean the same one."""

    def clause(self, key: str) -> Clause:
        """A clause by its short or full id. Raises KeyError."""
        return self.clauses[key.removeprefix(f"{self.programme}/")]

    def role(self, role: str) -> Clause:
        """The (first) clause that plays a role. Raises KeyError where the book has none."""
        return self.roles[role][0]

    def role_id(self, role: str) -> str | None:
        """The id of the (first) clause that plays a role, None where the book has none."""
        return self.roles[role][0].id if role in self.roles else None

    def tier(self, tier: str) -> str | Mapping[str, str]:
        """What a tier is called, in each language: the pack's term of its code."""
        return self.terms[tier]

    def part(self, key: str) -> str:
        """The part of the book that a clause belongs to, by its short id; empty where it belongs to none."""
        part = key.rpartition(".")[0]
        return part if part in self.parts else ""

    def figure(self, key: str, name: str) -> Amount:
        """The number (date, time, ...) of a clause's figure. Raises KeyError."""
        return self.clause(key).amounts[name]

    def reading(self, name: str) -> int:
        """The whole number of that name in one of the interpretations. Raises KeyError, TypeError."""
        reading = self.readings[name]
        if not isinstance(reading, int):
            raise TypeError(f"{self.programme}: the reading {name} is no whole number")
        return reading

    def listed(self, name: str) -> tuple[str, ...]:
        """The codes of all clauses' lists of that name (`payments`), each once, in the book's order."""
        return self.lists.get(name, ())

    def sum(self, amount: int | Decimal) -> Quantity:
        """An amount of money in the programme's currency."""
        return Quantity(amount, self.currency)
