"""One request before the engine: its facts, its time, the pack that answers it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from bot.rules.dates import day_of
from bot.rules.decision import Finding, RequestError
from bot.rules.figures import Value
from bot.rules.pack import Clause, Pack

F_co = TypeVar("F_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Query(Generic[F_co]):
    """Facts of one kind, with the edition of the programme that applies to them.

    `now` is the moment of the request, in Hong Kong time (a date: that day); None when the caller gave none.
    """

    kind: str
    facts: F_co
    now: date | datetime | None
    pack: Pack

    def clause(self, rule: str) -> Clause | None:
        """The (first) clause that names this rule for this kind, or None if the book has none."""
        return self.pack.deciding.get((self.kind, rule))

    def required(self, measure: str) -> Clause:
        """The same for a measure without which the kind cannot answer (checked when the pack is loaded)."""
        return self.pack.deciding[self.kind, measure]

    @property
    def today(self) -> date:
        """The day of the request. Raises `RequestError` when it came without a time."""
        return day_of(self.instant)

    @property
    def instant(self) -> date | datetime:
        """The moment of the request. Raises `RequestError` when it came without a time."""
        return instant_of(self.now)


def instant_of(now: date | datetime | None) -> date | datetime:
    """The moment of a request that needs one. Raises `RequestError` when it came without."""
    if now is None:
        raise RequestError("now", "an ISO 8601 instant with offset")
    return now


# What a clause does to a query, with the values of its sentence: the clause's own and these.


def holds(clause: Clause, says: str = "holds", /, **values: Value) -> Finding:
    """The clause set or capped a figure."""
    return Finding(clause.id, "holds", says, {**clause.values, **values})


def broken(clause: Clause, says: str = "breaks", /, **values: Value) -> Finding:
    """The case breaks the clause."""
    return Finding(clause.id, "broken", says, {**clause.values, **values})


def review(clause: Clause, says: str = "review", /, **values: Value) -> Finding:
    """The clause leaves the query to a person."""
    return Finding(clause.id, "review", says, {**clause.values, **values})
