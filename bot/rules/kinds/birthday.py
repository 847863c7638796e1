"""`birthday`: the birthday points of a year and the day they are credited."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.rules.answers import BirthdayFigures
from bot.rules.dates import day_of, in_year
from bot.rules.decision import Finding
from bot.rules.facts.membership import Birthday
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, holds, instant_of
from bot.rules.registry import Answer, Kind, check, kind, measure

POINTS = measure(
    "birthday_points",
    "birthday",
    figures={"select_points": "points", "elite_points": "points"},
    says={"holds": ("tier", "points", "on")},
)


@check(
    "birthday",
    figures={"held": "days"},
    says={"joined_late": ("joined", "birthday", "join_by")},
)
def member_long_enough(query: Query[Birthday], clause: Clause) -> Finding | None:
    """The membership is held `held` days before the birthday."""
    member = query.facts.member
    if member.joined is None or member.birthday is None:
        return None
    birthday = in_year(member.birthday, query.today.year)
    join_by = birthday - timedelta(days=clause.count("held"))
    if member.joined <= join_by:
        return None
    return broken(clause, "joined_late", joined=member.joined, birthday=birthday, join_by=join_by)


def _missing(facts: Birthday) -> list[str]:
    starred = (("member.joined", facts.member.joined), ("member.birthday", facts.member.birthday))
    return [path for path, value in starred if value is None]


def _on(facts: Birthday, now: date | datetime | None) -> date:
    return day_of(instant_of(now))


def _answer(query: Query[Birthday]) -> Answer[BirthdayFigures]:
    clause, member = query.required(POINTS), query.facts.member
    assert member.birthday is not None  # nothing is missing
    points, on = clause.count(f"{member.tier}_points"), date(query.today.year, member.birthday.month, 1)
    return Answer(
        BirthdayFigures(points, on), [holds(clause, tier=query.pack.tier(member.tier), points=points, on=on)]
    )


def _nothing(facts: Birthday, findings: Sequence[Finding]) -> BirthdayFigures:
    return BirthdayFigures()


BIRTHDAY = kind(Kind("birthday", Birthday, _missing, _on, _answer, _nothing, measures=(POINTS,)))
