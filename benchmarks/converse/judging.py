"""Whether an answer is what a message should get: its decision, clauses, figures and understood facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.dialogue.turn import Reply


@dataclass(frozen=True, slots=True)
class Judged:
    """One message judged. `faults` says what is wrong; none means right."""

    case: Mapping[str, Any]
    stated: Sequence[Mapping[str, Any]]
    text: str
    faults: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.faults

    @property
    def wrong_yes(self) -> bool:
        """A plain yes where an approval is not among what is right."""
        approved = any(decision["outcome"] == "approved" for decision in self.stated)
        return approved and "approved" not in self.case["expect"].get("outcome", ["approved"])


def judge(case: Mapping[str, Any], replies: Sequence[Reply]) -> Judged:
    """Compare the decisions that the replies state with what the case expects; the best of several counts."""
    stated = [decision for reply in replies for decision in _decisions(reply.custom)]
    text = "\n".join(reply.text for reply in replies)
    faults = min(
        (_faults(case["expect"], decision) for decision in stated), key=len, default=("no decision",)
    )
    return Judged(case, stated, text, tuple(faults))


def _decisions(custom: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = custom.get("decisions") or ([custom["decision"]] if "decision" in custom else [])
    return list(listed)


def _faults(expect: Mapping[str, Any], decision: Mapping[str, Any]) -> list[str]:
    faults = [
        f"{part} {decision[part]} for {expect[part]}"
        for part in ("programme", "kind")
        if part in expect and decision[part] != expect[part]
    ]
    if (outcomes := expect.get("outcome")) and decision["outcome"] not in outcomes:
        faults.append(f"outcome {decision['outcome']} for {'|'.join(outcomes)}")
    faults += [
        f"no clause {clause}" for clause in expect.get("clauses", ()) if clause not in decision["clauses"]
    ]
    for name, value in expect.get("figures", {}).items():
        if not _alike(value, _figure(decision["figures"], name)):
            faults.append(f"{name} {_figure(decision['figures'], name)} for {value}")
    for path, value in expect.get("facts", {}).items():
        if not _alike(value, decision["facts"].get(path)):
            faults.append(f"fact {path} {decision['facts'].get(path)} for {value}")
    return faults


def _figure(figures: Any, name: str) -> Any:
    for part in name.split("."):
        figures = figures.get(part) if isinstance(figures, Mapping) else None
    return figures


def _alike(wanted: Any, found: Any) -> bool:
    """Equal values: numbers by value however written, days within moments, members within lists."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            _alike(value, found.get(name)) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) >= len(wanted)
            and all(any(_alike(member, other) for other in found) for member in wanted)
        )
    if wanted == found:
        return True
    try:
        return Decimal(str(wanted)) == Decimal(str(found))
    except InvalidOperation:
        pass
    if not (isinstance(wanted, str) and isinstance(found, str)):
        return False
    return found.startswith(wanted) or wanted.startswith(found) or wanted.casefold() == found.casefold()
