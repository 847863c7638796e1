"""What the engine answers: an outcome, the findings that led to it, and the figures of the kind asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, cast

from typing_extensions import TypeVar

from bot.rules.answers import Figures
from bot.rules.figures import Value

Outcome = Literal["approved", "rejected", "review", "incomplete"]
F_co = TypeVar("F_co", bound=Figures, covariant=True, default=Figures)
G = TypeVar("G", bound=Figures)


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause applied to one query.

    `clause` is the full id (`festival-walk/points.3`). `verdict` says what the clause does here: it `holds`
    (and set or capped a figure), is `broken`, or asks for a person (`review`). `says` names the sentence of
    the pack that explains it (`breaks`, `holds`, or a named variant) and `values` are its placeholders as
    typed values (Quantity, date, datetime, int, codes, names by language), never formatted text.
    """

    clause: str
    verdict: Literal["holds", "broken", "review"]
    says: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision(Generic[F_co]):
    """The engine's answer to one request, with the figures of its kind."""

    programme: str
    kind: str
    outcome: Outcome
    edition: str
    figures: F_co
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Clause ids of the findings, in order, each once."""
        return tuple(dict.fromkeys(finding.clause for finding in self.findings))

    def of(self, figures: type[G]) -> "Decision[G]":
        """This decision as one of the kind that answers with `figures`. Raises TypeError where it is not."""
        if not isinstance(self.figures, figures):
            raise TypeError(f"a decision of kind {self.kind} has no {figures.__name__}")
        return cast("Decision[G]", self)


class RequestError(ValueError):
    """A request of the wrong shape: `field` is its dotted path, `expected` what should stand there."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(f"{field}: expected {expected}")
        self.field = field
        self.expected = expected
