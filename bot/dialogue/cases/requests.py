"""A request to the engine from what is known of a case: what goes without saying is added."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from pydantic_core import PydanticCustomError

from bot.clock import HONG_KONG
from bot.dialogue.cases.frame import nested
from bot.json_values import Json, JsonObject, json_objects
from bot.rules import Decision, Engine, RequestError
from bot.rules.answers import EarnFigures
from bot.rules.facts.base import parse_moment


@dataclass(frozen=True, slots=True)
class Assumed:
    """Facts with what was taken for granted: the paths, and the moment that counts as now."""

    facts: dict[str, Json]
    now: datetime
    paths: tuple[str, ...] = ()


def decide(engine: Engine, programme: str, kind: str, assumed: Assumed) -> Decision:
    """The engine's decision. Raises RequestError."""
    request = {
        "programme": programme,
        "kind": kind,
        "now": assumed.now.isoformat(),
        "facts": nested(assumed.facts),
    }
    return engine.decide(request)


def assume(engine: Engine, programme: str, kind: str, facts: JsonObject, now: datetime) -> Assumed:
    """The facts with what goes without saying: today where no day is told, a membership that exists."""
    known = {path: value for path, value in facts.items() if path != "now"}
    told_now = facts.get("now")
    if told_now is not None:
        now = _instant(told_now, now)
    before = set(known)
    _RULES[kind](known, now)
    for path in ("spending", "reward.value"):
        if path in known:
            _spent(engine, programme, kind, known, path, now)
    return Assumed(known, now, tuple(sorted(set(known) - before)))


def _instant(value: Json, now: datetime) -> datetime:
    """The moment of a value; a day that has no time is asked about at its end, today as it is now."""
    moment = _moment(value)
    if isinstance(moment, datetime):
        return moment
    return now if moment == now.date() else datetime.combine(moment, time(23, 59), HONG_KONG)


def day(value: Json) -> date:
    """The day of a date or an instant in ISO 8601. Raises RequestError for anything else."""
    moment = _moment(value)
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(value: Json) -> date | datetime:
    try:
        return parse_moment(value)
    except PydanticCustomError as error:
        raise RequestError("facts", error.message()) from None


def _earn(known: dict[str, Json], now: datetime) -> None:
    issued = known.setdefault("receipt.issued_at", now.date().isoformat())
    # A purchase that is still to come is handed in on its day.
    handed_in = now if day(issued) <= now.date() else datetime.combine(day(issued), time(23, 59), HONG_KONG)
    submitted = known.setdefault("submitted_at", handed_in.isoformat())
    known.setdefault("member.joined", min(day(issued), day(submitted)).isoformat())


def _claim(known: dict[str, Json], now: datetime) -> None:
    issued = known.get("receipt.issued_at")
    if issued is None:
        issued = known["receipt.issued_at"] = (
            min(now.date(), day(known["at"])).isoformat() if "at" in known else now.date().isoformat()
        )
    known.setdefault("at", max(now.date(), day(issued)).isoformat())


def _tier(known: dict[str, Json], now: datetime) -> None:
    if "credits" in known or "spending" in known:
        first = min(
            (str(credit["on"]) for credit in json_objects(known.get("credits"))),
            default=now.date().isoformat(),
        )
        known.setdefault("member.joined", min(first, now.date().isoformat()))


def _spend(known: dict[str, Json], now: datetime) -> None:
    known.setdefault("payment.at", now.date().isoformat())


def _nothing(known: dict[str, Json], now: datetime) -> None:
    """Every fact that this kind needs has to be told."""


_RULES: Mapping[str, Callable[[dict[str, Json], datetime], None]] = {
    "earn": _earn,
    "claim": _claim,
    "tier": _tier,
    "balance": _nothing,
    "redeem": _nothing,
    "join": _nothing,
    "birthday": _nothing,
    "enrol": _nothing,
    "award": _spend,
    "spend": _spend,
}


def _spent(
    engine: Engine, programme: str, kind: str, known: dict[str, Json], path: str, now: datetime
) -> None:
    """A sum that is still to be spent, as the points that it brings today."""
    amount = known.pop(path)
    if path != "spending":
        return
    purchase: JsonObject = {
        "receipt.total": amount,
        "receipt.merchant": "any shop",
        "receipt.payment": next(iter(engine.pack(programme).listed("payments")), "credit_card"),
    }
    try:
        decision = decide(engine, programme, "earn", assume(engine, programme, "earn", purchase, now))
    except RequestError:
        return
    points = decision.figures.points if isinstance(decision.figures, EarnFigures) else 0
    today = now.date().isoformat()
    if kind == "tier":
        known["credits"] = [*json_objects(known.get("credits")), {"on": today, "points": points}]
    elif kind == "balance":
        entry: JsonObject = {"kind": "spend", "points": points, "on": today, "spent_on": today}
        known["entries"] = [*json_objects(known.get("entries")), entry]
