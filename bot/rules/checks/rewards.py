"""Checks about redeeming: the balance, the stock, hours of parking."""

from bot.rules.decision import Finding
from bot.rules.facts.membership import PARKING, Redeem
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, review
from bot.rules.registry import check


@check("redeem", says={"breaks": ("balance", "price", "short")})
def enough_points(query: Query[Redeem], clause: Clause) -> Finding | None:
    """The balance covers the price."""
    balance, price = query.facts.balance, query.facts.reward.points
    if balance is None or price is None or price <= balance:
        return None
    return broken(clause, balance=balance, price=price, short=price - balance)


@check("redeem", says={"breaks": ()})
def in_stock(query: Query[Redeem], clause: Clause) -> Finding | None:
    """The reward is not used up."""
    return broken(clause) if query.facts.reward.stock == 0 else None


@check("redeem", says={"breaks": ("offer",)})
def offer_once_a_day(query: Query[Redeem], clause: Clause) -> Finding | None:
    """Each parking offer is redeemed once a day."""
    reward = query.facts.reward
    if reward.kind != "parking" or reward.offer is None:
        return None
    if all(done.kind != "parking" or done.offer != reward.offer for done in query.facts.today):
        return None
    return broken(clause, offer=reward.offer)


def _hours_beyond(query: Query[Redeem], kind: str, limit: int) -> dict[str, int] | None:
    reward = query.facts.reward
    if reward.kind != kind or reward.hours is None:
        return None
    used = sum(done.hours or 0 for done in query.facts.today if done.kind == kind)
    if used + reward.hours <= limit:
        return None
    return {"asked": reward.hours, "used": used, "left": max(0, limit - used)}


_BEYOND = ("asked", "used", "left")


@check("redeem", figures={"hours": "hours"}, says={"breaks": _BEYOND})
def parking_hours_a_day(query: Query[Redeem], clause: Clause) -> Finding | None:
    """So many hours of parking are redeemed with points on one day."""
    beyond = _hours_beyond(query, "parking", clause.count("hours"))
    return None if beyond is None else broken(clause, **beyond)


@check("redeem", figures={"hours": "hours"}, says={"breaks": _BEYOND})
def elite_hours_a_day(query: Query[Redeem], clause: Clause) -> Finding | None:
    """So many hours of Elite parking are redeemed on one day, apart from those bought with points."""
    beyond = _hours_beyond(query, "elite_parking", clause.count("hours"))
    return None if beyond is None else broken(clause, **beyond)


@check("redeem", figures={"hours": "hours"}, says={"not_elite": (), "holds": ("balance_after",)})
def elite_only(query: Query[Redeem], clause: Clause) -> Finding | None:
    """Elite parking is for Elite members."""
    if query.facts.reward.kind != "elite_parking" or query.facts.member.tier == "elite":
        return None
    return broken(clause, "not_elite")


@check("redeem", lists=("refused_offers",), says={"breaks": ("other_offers",)})
def parking_stands_alone(query: Query[Redeem], clause: Clause) -> Finding | None:
    """Parking bought with points does not go together with the mall's other parking offers."""
    return _with_others(query, clause, "parking")


@check("redeem", lists=("refused_offers",), says={"breaks": ("other_offers",)})
def elite_parking_stands_alone(query: Query[Redeem], clause: Clause) -> Finding | None:
    """Elite parking does not go together with the mall's other parking offers."""
    return _with_others(query, clause, "elite_parking")


def _with_others(query: Query[Redeem], clause: Clause, kind: str) -> Finding | None:
    if query.facts.reward.kind != kind:
        return None
    others = tuple(
        dict.fromkeys(offer for offer in query.facts.with_offers if offer in clause.lists["refused_offers"])
    )
    return broken(clause, other_offers=others) if others else None


@check("redeem", lists=("levels",), says={"breaks": (), "review": ()})
def parked_on_level(query: Query[Redeem], clause: Clause) -> Finding | None:
    """The car stands on one of the levels that the hours bought with points cover. What is said of Elite
    hours names no levels, so elsewhere a person looks."""
    kind = query.facts.reward.kind
    if kind not in PARKING or query.facts.level in clause.lists["levels"]:
        return None
    return broken(clause) if kind == "parking" else review(clause)
