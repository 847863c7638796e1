"""The rules and kinds that a pack can name.

A *check* looks at a query and finds it broken, for review, or nothing (None). A *measure* is a clause from
which a kind takes figures of its answer (the daily cap, the working days for crediting). Both are named by
the clauses of a pack, under `decides`, and say what they need of it: figures with unit, lists, sentences.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar, cast

from bot.rules.answers import Figures
from bot.rules.decision import Finding
from bot.rules.facts.base import Facts
from bot.rules.pack import Clause
from bot.rules.query import Query

Asked = TypeVar("Asked")
Answered = TypeVar("Answered", bound=Figures)
Check = Callable[[Query[Asked], Clause], Finding | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a clause may name under `decides`, and what it must bring for it.

    `figures` maps a figure's name to its unit (`figures.unit_of`); `lists` names lists of codes, `shops`,
    `places.…` or `terms.…`.
    `says` maps each sentence that the rule may use to the values it supplies for it, beyond the clause's own.
    `optional` names figures that may be left out.
    """

    name: str
    kinds: tuple[str, ...]
    figures: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer(Generic[Answered]):
    """What a kind computes for a query that nothing stands against."""

    figures: Answered
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Kind(Generic[Asked, Answered]):
    """One kind of question.

    `facts` is its pydantic model. `missing` names the needed facts that are absent, dotted, below `facts`.
    `on` is the day whose edition decides (None: the newest). `answer` computes the figures. `nothing` gives
    those of any outcome but an approval, from the facts and the findings. `together` gives the findings of
    the checks in the light of each other. `measures` are those without which a pack cannot offer the kind.
    """

    name: str
    facts: type[Asked]
    missing: Callable[[Asked], list[str]]
    on: Callable[[Asked, date | datetime | None], date | None]
    answer: Callable[[Query[Asked]], Answer[Answered]]
    nothing: Callable[[Asked, Sequence[Finding]], Answered]
    measures: tuple[str, ...] = ()
    together: Callable[[list[Finding]], list[Finding]] = lambda findings: findings


# Kinds and checks of all sorts of facts lie here together. A kind gets the facts that its own model has read,
# and a check those of the kinds for which it is registered: what the type forgets, the names keep.
RULES: dict[str, Rule] = {}
CHECKS: dict[str, Check[Facts]] = {}  # those of the rules that are no measures
KINDS: dict[str, Kind[Facts, Figures]] = {}


def check(
    *kinds: str,
    figures: Mapping[str, str] | None = None,
    lists: tuple[str, ...] = (),
    says: Mapping[str, tuple[str, ...]] | None = None,
    optional: tuple[str, ...] = (),
) -> Callable[[Check[Asked]], Check[Asked]]:
    """Register a check under its function's name, for the kinds whose facts it understands."""

    def register(function: Check[Asked]) -> Check[Asked]:
        _add(Rule(function.__name__, kinds, figures or {}, lists, says or {"breaks": ()}, optional))
        CHECKS[function.__name__] = cast("Check[Facts]", function)
        return function

    return register


def measure(
    name: str,
    *kinds: str,
    figures: Mapping[str, str] | None = None,
    lists: tuple[str, ...] = (),
    says: Mapping[str, tuple[str, ...]] | None = None,
    optional: tuple[str, ...] = (),
) -> str:
    """Register a measure; gives back its name, by which the kind asks for its clause."""
    _add(Rule(name, kinds, figures or {}, lists, says if says is not None else {"holds": ()}, optional))
    return name


def kind(offered: Kind[Asked, Answered]) -> Kind[Asked, Answered]:
    """Register a kind."""
    KINDS[offered.name] = cast("Kind[Facts, Figures]", offered)
    return offered


def _add(rule: Rule) -> None:
    if rule.name in RULES:
        raise ValueError(f"two rules are called {rule.name}")
    RULES[rule.name] = rule
