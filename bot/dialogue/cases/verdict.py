"""The engine's word on a frame: one decision, or several where what is told leaves it open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.dialogue.cases.frame import Frame, is_set
from bot.dialogue.cases.requests import assume, decide
from bot.dialogue.cases.sets import worlds
from bot.json_values import JsonObject, json_list
from bot.rules import Decision, Engine, RequestError
from bot.rules.answers import NamedFigure
from bot.understanding.telling import FactValue

# Values with which an unknown fact is tried: what people mostly have. None of them is a rule of a programme.
_MOSTLY: JsonObject = {
    "receipt.payment": "credit_card",
    "receipt.merchant": "a shop",
    "member.live_plus": True,
    "user.mainland_id": True,
    "user.mainland_phone": True,
    "user.app_version": "99",
    "applicant.age": 30,
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A decision and the values of the open facts for which it holds."""

    decision: Decision
    chosen: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds for a case.

    `branches` has one decision where all possible values agree. `missing` are needed facts that nobody told;
    `likely` is the decision where they are as usual. `assumed` are paths taken for granted.
    """

    branches: tuple[Branch, ...]
    missing: tuple[str, ...] = ()
    likely: Decision | None = None
    assumed: tuple[str, ...] = ()
    residue: tuple[str, ...] = ()

    @property
    def decision(self) -> Decision:
        """The decision of the first branch."""
        return self.branches[0].decision

    @property
    def open(self) -> bool:
        """Whether what was told leaves the outcome or its figures open."""
        return len(self.branches) > 1

    @property
    def outcome(self) -> str:
        """The outcome that is stated: `incomplete` where it hangs on something that is not known."""
        outcomes = {branch.decision.outcome for branch in self.branches}
        if len(outcomes) > 1:
            return "incomplete"
        outcome = self.decision.outcome
        return "incomplete" if self.residue and outcome == "approved" else outcome


def judge(engine: Engine, frame: Frame, base: JsonObject, granted: JsonObject, now: datetime) -> Verdict:
    """Decide a frame over all its values. `base` are facts of the ledger, which told ones override; `granted`
    are those that the programme takes for granted.

    Raises RequestError for facts that cannot be true together.
    """
    assert frame.programme is not None
    told = {path: known.value for path, known in frame.facts.items()}
    facts: dict[str, FactValue] = {**base, **told}
    for path in ("credits", "entries", "today", "history"):
        if path in base and path in told and not is_set(more := told[path]):
            facts[path] = [*json_list(base[path]), *json_list(more)]
    programme, kind = frame.programme, frame.kind
    branches: list[Branch] = []
    assumed: tuple[str, ...] = ()
    error: RequestError | None = None
    for world, chosen in worlds(facts):
        try:
            ready = assume(engine, programme, kind, {**granted, **world}, now)
            decision = decide(engine, programme, kind, ready)
        except RequestError as problem:
            error = problem
            continue
        assumed = (*ready.paths, *(path for path in granted if path not in world))
        _add(branches, decision, chosen)
    if not branches:
        raise error or RequestError("facts", "facts that can be true together")
    missing = branches[0].decision.missing if branches[0].decision.outcome == "incomplete" else ()
    likely = _with_usual(engine, frame, {**granted, **base}, missing, now) if missing else None
    return Verdict(tuple(branches), missing, likely, assumed, frame.residue)


def _add(branches: list[Branch], decision: Decision, chosen: JsonObject) -> None:
    for place, branch in enumerate(branches):
        if _same(branch.decision, decision):
            branches[place] = replace(branch, chosen=(*branch.chosen, chosen))
            return
    branches.append(Branch(decision, (chosen,)))


def _same(one: Decision, other: Decision) -> bool:
    """Whether two decisions say the same to a member: the outcome, and the figure that it is about."""
    if one.outcome != other.outcome:
        return False
    return one.outcome != "approved" or _figure(one) == _figure(other)


def _figure(decision: Decision) -> Mapping[str, NamedFigure]:
    named = decision.figures.named()
    return {name: value for name, value in named.items() if name not in ("credit_by", "since", "on")}


def _with_usual(
    engine: Engine, frame: Frame, base: JsonObject, missing: Sequence[str], now: datetime
) -> Decision | None:
    """The decision where what is missing is as usual; None where that cannot be tried."""
    usual = {path: _MOSTLY[path] for path in missing if path in _MOSTLY}
    if set(usual) != set(missing) or frame.programme is None:
        return None
    facts: dict[str, FactValue] = {
        **base,
        **{path: known.value for path, known in frame.facts.items()},
        **usual,
    }
    world = next(worlds(facts))[0]
    try:
        return decide(
            engine, frame.programme, frame.kind, assume(engine, frame.programme, frame.kind, world, now)
        )
    except RequestError:
        return None
