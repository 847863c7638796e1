"""Checks about claiming a reward at a counter: who, when, how often, while it is open."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import HONG_KONG
from bot.rules.answers import Reopening
from bot.rules.checks.windows import window_end
from bot.rules.decision import Finding
from bot.rules.facts.claim import Claim
from bot.rules.pack import Clause, Pack
from bot.rules.query import Query, broken
from bot.rules.registry import check
from bot.rules.weather import Counter, Signal


@check("claim")
def programme_member(query: Query[Claim], clause: Clause) -> Finding | None:
    """The reward is for members of the programme."""
    return broken(clause) if query.facts.member.live_plus is False else None


@check("claim", figures={"opens": "time", "closes": "time"}, says={"hours": ("at",), "over": ("at",)})
def within_hours(query: Query[Claim], clause: Clause) -> Finding | None:
    """The claim falls within the counter's opening hours."""
    at, counter = query.facts.at, _counter(query.pack, query.kind)
    if not isinstance(at, datetime) or clause.clock("opens") <= at.time() < clause.clock("closes"):
        return None
    over = counter is not None and counter.open_from([], at) is None
    return broken(clause, "over" if over else "hours", at=at)


@check("claim", figures={"from": "date", "until": "date"}, says={"days": ("on",)})
def on_claiming_days(query: Query[Claim], clause: Clause) -> Finding | None:
    """The claim falls on a day on which rewards are handed out."""
    on = query.facts.on
    if on is None or clause.day("from") <= on <= clause.day("until"):
        return None
    return broken(clause, "days", on=on)


@check("claim", figures={"per_day": "times"}, says={"again": ("on", "next_day"), "last_day": ("on",)})
def claims_a_day(query: Query[Claim], clause: Clause) -> Finding | None:
    """A member claims so many rewards a day."""
    on = query.facts.on
    if on is None or query.facts.claimed_on.count(on) < clause.count("per_day"):
        return None
    days, next_day = query.clause("on_claiming_days"), on + timedelta(days=1)
    if days and next_day > days.day("until"):
        return broken(clause, "last_day", on=on)
    return broken(clause, "again", on=on, next_day=next_day)


@check("claim", says={"used": ()})
def receipt_unused(query: Query[Claim], clause: Clause) -> Finding | None:
    """A receipt brings the reward once."""
    return broken(clause, "used") if query.facts.receipt_used else None


@check("claim")
def reward_left(query: Query[Claim], clause: Clause) -> Finding | None:
    """The reward has not run out."""
    return broken(clause) if query.facts.stock == 0 else None


@check("claim")
def claimed_in_person(query: Query[Claim], clause: Clause) -> Finding | None:
    """Nobody but the member uses the account. Staff of a shop have a clause of their own."""
    return broken(clause) if query.facts.by == "other" else None


@check("claim")
def not_claimed_by_staff(query: Query[Claim], clause: Clause) -> Finding | None:
    """Staff of the shops claim nothing for their customers."""
    return broken(clause) if query.facts.by == "shop_staff" else None


_LATE = ("issued_on", "last_day", "on")


@check("claim", figures={"days": "days", "until": "date"}, says={"late": _LATE, "over": _LATE})
def claim_window(query: Query[Claim], clause: Clause) -> Finding | None:
    """The claim comes within `days` of the purchase and, for a purchase by then, on `until` at the latest."""
    issued_on, on = query.facts.receipt.issued_on, query.facts.on
    if issued_on is None or on is None:
        return None
    end, last = window_end(query.pack, issued_on, clause.count("days")), clause.day("until")
    if issued_on <= last:
        end = min(end, last)
    if on <= end:
        return None
    return broken(clause, "over" if on > last else "late", issued_on=issued_on, last_day=end, on=on)


@check("claim", figures={"days": "days"}, says={"late": _LATE})
def deposit_window(query: Query[Claim], clause: Clause) -> Finding | None:
    """A deposit that counts is claimed within `days` of its payment."""
    issued_on, on = query.facts.receipt.issued_on, query.facts.on
    if (
        not (query.facts.deposit and query.facts.receipt.fully_paid_deposit)
        or issued_on is None
        or on is None
    ):
        return None
    end = window_end(query.pack, issued_on, clause.count("days"))
    return None if on <= end else broken(clause, "late", issued_on=issued_on, last_day=end, on=on)


@check(
    "claim",
    figures={"from": "date", "until": "date"},
    says={"outside": ("issued_on",), "over": ("issued_on",)},
)
def bought_in_promotion(query: Query[Claim], clause: Clause) -> Finding | None:
    """The purchase falls within the promotion."""
    issued_on, on, last = query.facts.receipt.issued_on, query.facts.on, clause.day("until")
    if issued_on is None or clause.day("from") <= issued_on <= last:
        return None
    return broken(clause, "over" if on is not None and on > last else "outside", issued_on=issued_on)


# The sentences of a clause about the weather: open again at a known moment, at an unknown one, or no more.
_SHUT: Mapping[str, tuple[str, ...]] = {
    "shut": ("at", "open_from"),
    "shut_still": ("at",),
    "shut_for_good": ("at",),
}


@check("claim", figures={"ahead": "minutes", "after": "hours"}, says=_SHUT)
def open_despite_typhoon(query: Query[Claim], clause: Clause) -> Finding | None:
    """No typhoon signal keeps the counter shut."""
    return _open_despite(query, clause, "typhoon_8")


@check("claim", figures={"after": "hours"}, says=_SHUT)
def open_despite_rain(query: Query[Claim], clause: Clause) -> Finding | None:
    """No black rainstorm warning keeps the counter shut."""
    return _open_despite(query, clause, "black_rain")


def _open_despite(query: Query[Claim], clause: Clause, signal: Signal) -> Finding | None:
    at, warnings = query.facts.at, [warning.warning() for warning in query.facts.weather]
    counter = _counter(query.pack, query.kind)
    if at is None or counter is None:
        return None
    moment = at if isinstance(at, datetime) else datetime.combine(at, counter.opens, HONG_KONG)
    if not any(warning.signal == signal and counter.shut_by(warning, moment) for warning in warnings):
        return None
    open_from = counter.open_from(warnings, moment)
    if open_from is not None:
        if not isinstance(at, datetime) and open_from.date() == at:
            return None
        return broken(clause, "shut", at=at, open_from=open_from)
    unknown = any(warning.end is None and counter.shut_by(warning, moment) for warning in warnings)
    return broken(clause, "shut_still" if unknown else "shut_for_good", at=at, open_from=None)


def _counter(pack: Pack, kind: str) -> Counter | None:
    """The counter as the clauses about hours, days and weather describe it."""
    hours, days = pack.deciding.get((kind, "within_hours")), pack.deciding.get((kind, "on_claiming_days"))
    if hours is None or days is None:
        return None
    typhoon = pack.deciding.get((kind, "open_despite_typhoon"))
    rain = pack.deciding.get((kind, "open_despite_rain"))
    return Counter(
        opens=hours.clock("opens"),
        closes=hours.clock("closes"),
        last_day=days.day("until"),
        ahead=timedelta(minutes=typhoon.count("ahead") if typhoon else 0),
        after={
            "typhoon_8": timedelta(hours=typhoon.count("after") if typhoon else 0),
            "black_rain": timedelta(hours=rain.count("after") if rain else 0),
        },
    )


def reopening(findings: Sequence[Finding]) -> Reopening | None:
    """When the counter opens again, where nothing but the weather stands in the way of a claim."""
    in_the_way = [found for found in findings if found.verdict == "broken"]
    if not in_the_way or any("open_from" not in found.values for found in in_the_way):
        return None
    open_from = in_the_way[0].values["open_from"]
    return Reopening(open_from if isinstance(open_from, datetime) else None)
