"""What tools read of a reply that states a decision (contract, section 3)."""

from collections.abc import Sequence

from bot.json_values import Json, JsonObject
from bot.rules import Decision
from bot.wording.jsonable import plain


def stated(
    decision: Decision,
    facts: JsonObject | None = None,
    *,
    outcome: str | None = None,
    missing: Sequence[str] = (),
) -> JsonObject:
    """The `custom` of a reply that states `decision`; `facts` are those understood from words, as dotted
    paths. `outcome` is the one that is stated, where that is not the decision's own."""
    told = outcome or decision.outcome
    clauses = list(decision.clauses)
    whole: dict[str, Json] = {
        "programme": decision.programme,
        "kind": decision.kind,
        "outcome": told,
        "clauses": clauses,
        "figures": {name: plain(value) for name, value in decision.figures.named().items()},
        "facts": dict(facts or {}),
    }
    if missing:
        whole["missing"] = list(missing)
    return {"outcome": told, "clauses": clauses, "decision": whole}
