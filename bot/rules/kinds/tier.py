"""`tier`: which tier a member has earned, since when, until when, and what the next step needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.rules.answers import TierFigures
from bot.rules.dates import add_months, day_of
from bot.rules.decision import Finding
from bot.rules.facts.membership import TierFacts
from bot.rules.query import Query, holds, instant_of
from bot.rules.registry import Answer, Kind, kind, measure
from bot.rules.vocabulary import Tier

PROMOTION = measure(
    "promotion",
    "tier",
    figures={"points": "points", "months": "months", "valid": "months"},
    says={
        "elite": ("since", "until", "needed"),
        "renewed": ("since", "until"),
        "select": ("since", "needed", "by"),
        "select_without_points": ("since", "needed"),
    },
)
_DAY = timedelta(days=1)
_Credits = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A tier on a day; `start` is the first day whose credits count for the next renewal (Elite)."""

    tier: Tier
    since: date
    start: date | None = None
    until: date | None = None


def _missing(facts: TierFacts) -> list[str]:
    starred = (("member.joined", facts.member.joined), ("credits", facts.credits))
    return [path for path, value in starred if value is None]


def _on(facts: TierFacts, now: date | datetime | None) -> date:
    return day_of(instant_of(now))


def _answer(query: Query[TierFacts]) -> Answer[TierFigures]:
    clause = query.required(PROMOTION)
    goal, months, valid = (clause.count(name) for name in ("points", "months", "valid"))
    today, joined = query.today, query.facts.member.joined
    assert joined is not None  # nothing is missing
    credits = sorted(
        (credit.on, credit.points)
        for credit in query.facts.credits or ()
        if credit.on <= today and credit.points
    )
    standing = _standing(credits, joined, today, goal, months, valid)
    if standing.start is not None:
        counted = sum(points for on, points in credits if on >= standing.start)
        by = standing.until
    else:
        window = [(on, points) for on, points in credits if today < add_months(on, months)]
        counted = sum(points for _, points in window)
        by = add_months(window[0][0], months) - _DAY if window else None
    needed = max(0, goal - counted)
    figures = TierFigures(standing.tier, standing.since, standing.until, needed, by)
    if standing.tier == "elite":
        says = "elite" if needed else "renewed"
    else:
        says = "select" if by else "select_without_points"
    days = {"since": standing.since, "until": standing.until, "by": by}
    known = {name: day for name, day in days.items() if day is not None}
    return Answer(figures, [holds(clause, says, tier=standing.tier, needed=needed, **known)])


def _standing(credits: _Credits, joined: date, today: date, goal: int, months: int, valid: int) -> _Standing:
    """Follow the tier from joining to today: promotions, renewals and lapses."""
    since, from_day = joined, date.min
    while True:
        promoted = _promotion(credits, from_day, goal, months)
        if promoted is None:
            return _Standing("select", since)
        # What was credited up to the day of promotion has served; the first year counts from the next day.
        start, until = promoted + _DAY, add_months(promoted, valid) - _DAY
        while today > until and sum(points for on, points in credits if start <= on <= until) >= goal:
            start, until = until + _DAY, add_months(until + _DAY, valid) - _DAY
        if today <= until:
            return _Standing("elite", promoted, start, until)
        since = from_day = until + _DAY


def _promotion(credits: _Credits, from_day: date, goal: int, months: int) -> date | None:
    """The first day, not before `from_day`, on which the points of the rolling months reach the goal."""
    first, counted = 0, 0
    for on, points in credits:
        counted += points
        while on >= add_months(credits[first][0], months):
            counted -= credits[first][1]
            first += 1
        if counted >= goal and on >= from_day:
            return on
    return None


def _nothing(facts: TierFacts, findings: Sequence[Finding]) -> TierFigures:
    return TierFigures()


TIER = kind(Kind("tier", TierFacts, _missing, _on, _answer, _nothing, measures=(PROMOTION,)))
