"""`redeem`: whether a reward can be redeemed now, what is left after it, and how long it lasts."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.rules.answers import RedeemFigures
from bot.rules.checks.windows import window_end
from bot.rules.dates import day_of
from bot.rules.decision import Finding
from bot.rules.facts.membership import PARKING, Redeem
from bot.rules.query import Query, holds, instant_of
from bot.rules.registry import Answer, Kind, kind, measure

_PRICE = ("price", "balance_after")
# Which measure lets a kind of reward be redeemed.
REDEEMED_BY = {
    "parking": measure("parking_for_points", "redeem", says={"holds": _PRICE}),
    "elite_parking": "elite_only",
    "evoucher": measure("evoucher_for_points", "redeem", says={"holds": _PRICE}),
    "gift": measure("reward_for_points", "redeem", says={"holds": _PRICE}),
    "gift_voucher": "reward_for_points",
}
SAME_DAY = measure("parking_same_day", "redeem", says={"same_day": ("valid_until",)})
VALIDITY = measure(
    "evoucher_validity", "redeem", figures={"days": "days"}, says={"holds": ("redeemed_on", "valid_until")}
)


def _missing(facts: Redeem) -> list[str]:
    reward = facts.reward
    needed: list[tuple[str, object]] = [("balance", facts.balance), ("reward.kind", reward.kind)]
    if reward.kind != "elite_parking":
        needed.append(("reward.points", reward.points))
    if reward.kind in PARKING:
        needed.append(("reward.hours", reward.hours))
    return [path for path, value in needed if value is None]


def _on(facts: Redeem, now: date | datetime | None) -> date:
    return day_of(instant_of(now))


def _answer(query: Query[Redeem]) -> Answer[RedeemFigures]:
    facts, reward = query.facts, query.facts.reward
    price = reward.points or 0
    balance_after = (facts.balance or 0) - price
    findings: list[Finding] = []
    if clause := query.clause(REDEEMED_BY[reward.kind or "gift"]):
        findings.append(holds(clause, price=price, balance_after=balance_after))
    valid_until: date | None = None
    if reward.kind in PARKING and (clause := query.clause(SAME_DAY)):
        valid_until = query.today
        findings.append(holds(clause, "same_day", valid_until=valid_until))
    elif reward.kind == "evoucher" and (clause := query.clause(VALIDITY)):
        valid_until = window_end(query.pack, query.today, clause.count("days"))
        findings.append(holds(clause, redeemed_on=query.today, valid_until=valid_until))
    return Answer(RedeemFigures(balance_after, valid_until), findings)


def _nothing(facts: Redeem, findings: Sequence[Finding]) -> RedeemFigures:
    return RedeemFigures(facts.balance)


REDEEM = kind(Kind("redeem", Redeem, _missing, _on, _answer, _nothing))
