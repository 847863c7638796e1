"""The engine: one request in, one decision out. Pure; whoever calls it brings the time."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path

from pydantic_core import PydanticCustomError

import bot.rules.kinds  # noqa: F401 - registers the kinds and, through them, the rules
from bot.rules.answers import Figures
from bot.rules.decision import Decision, Finding, Outcome, RequestError
from bot.rules.facts.base import parse_moment, read_facts
from bot.rules.pack import Clause, Pack
from bot.rules.query import Query
from bot.rules.registry import CHECKS, KINDS
from bot.rules.shelf import Shelf


class Engine:
    """Decides with the packs of a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    @classmethod
    def load(cls, *folders: Path) -> "Engine":
        """An engine with the packs of some folders. Raises `PackError`."""
        return cls(Shelf.load(folders))

    @property
    def packs(self) -> Mapping[str, Pack]:
        """The newest edition of each programme."""
        return self.shelf.latest

    def decides(self, programme: str, kind: str) -> bool:
        """Whether any edition of a programme answers a kind of question."""
        return kind in self.shelf.kinds[programme]

    def pack(self, programme: str, on: date | None = None) -> Pack:
        """A programme's edition in force on a day, or its newest. Raises `RequestError`."""
        return self.shelf.edition(programme, on)

    def edition(self, programme: str, edition: str) -> Pack:
        """A programme's edition by its name, as a decision states it. Raises KeyError."""
        return {pack.edition: pack for pack in self.shelf.editions[programme]}[edition]

    def clauses(self, programme: str | None = None) -> list[Clause]:
        """The clauses of a programme, or of all, in the order of the books."""
        packs = self.packs.values() if programme is None else (self.pack(programme),)
        return [clause for pack in packs for clause in pack.clauses.values()]

    def clause(self, clause_id: str, on: date | None = None) -> Clause:
        """A clause by its full id (`festival-walk/points.3`). Raises KeyError."""
        return self.pack(clause_id.partition("/")[0], on).clause(clause_id)

    def decide(self, request: object) -> Decision:
        """Decide one request of the shape `{programme, kind, now, facts}`. Raises `RequestError`.

        `set_aside` (optional) names clauses about which a person has judged this case: what they find does
        not count. The figures are computed as for any other case.
        """
        if not isinstance(request, Mapping):
            raise RequestError("request", "an object")
        programme, name = request.get("programme"), request.get("kind")
        if not isinstance(programme, str) or programme not in self.shelf.editions:
            raise RequestError("programme", f"one of {', '.join(self.shelf.editions)}")
        offered = self.shelf.kinds[programme]
        if name not in offered:
            raise RequestError("kind", f"one of {', '.join(offered)}")
        now = _read_now(request.get("now"))
        set_aside = _read_set_aside(request.get("set_aside"))
        kind = KINDS[name]
        facts = read_facts(kind.facts, request.get("facts"))
        pack = self.shelf.edition(programme, kind.on(facts, now))
        if name not in pack.kinds:
            raise RequestError("kind", f"one of {', '.join(pack.kinds)} in edition {pack.edition}")
        query = Query(name, facts, now, pack)

        findings = kind.together(
            [
                found
                for check, clause in pack.checks.get(name, ())
                if clause.id not in set_aside and (found := CHECKS[check](query, clause)) is not None
            ]
        )
        missing: tuple[str, ...] = ()
        figures: Figures | None = None
        outcome = _outcome(findings)
        if outcome != "rejected":
            missing = tuple(kind.missing(facts))
            if missing:
                outcome = "incomplete"
            elif outcome == "approved":
                answer = kind.answer(query)
                findings, figures = [*findings, *answer.findings], answer.figures
                outcome = _outcome(findings)
        if figures is None or outcome != "approved":
            figures = kind.nothing(facts, findings)
        return Decision(
            programme=programme,
            kind=name,
            outcome=outcome,
            edition=pack.edition,
            missing=missing,
            findings=_that_decided(outcome, findings, pack),
            figures=figures,
        )


def _read_now(value: object) -> date | datetime | None:
    if value is None:
        return None
    try:
        return parse_moment(value)
    except PydanticCustomError as error:
        raise RequestError("now", error.message()) from None


def _read_set_aside(value: object) -> Collection[str]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(clause, str) for clause in value):
        raise RequestError("set_aside", "a list of clause ids")
    return value


def _outcome(findings: Collection[Finding]) -> Outcome:
    if not findings:
        return "approved"
    verdicts = {finding.verdict for finding in findings}
    return "rejected" if "broken" in verdicts else "review" if "review" in verdicts else "approved"


_DECIDES = {"rejected": "broken", "review": "review", "approved": "holds"}


def _that_decided(outcome: Outcome, findings: list[Finding], pack: Pack) -> tuple[Finding, ...]:
    """The findings behind the outcome, in the order of the book."""
    verdict = _DECIDES.get(outcome)
    chosen = [found for found in findings if found.verdict == verdict]
    if len(chosen) > 1:
        chosen.sort(key=lambda found: pack.numbers[found.clause])
    return tuple(chosen)
