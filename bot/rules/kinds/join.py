"""`join`: whether someone may join, and the welcome points."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.rules.answers import JoinFigures
from bot.rules.dates import day_of, first_of_month
from bot.rules.decision import Finding, RequestError
from bot.rules.facts.membership import Join
from bot.rules.query import Query, holds, instant_of
from bot.rules.registry import Answer, Kind, kind, measure

WELCOME = measure("welcome_points", "join", figures={"points": "points"})
REJOINING = measure(
    "no_welcome_on_rejoining",
    "join",
    figures={"months": "months"},
    says={"holds": ("cancelled_on", "again_from")},
)


def _missing(facts: Join) -> list[str]:
    return ["applicant.age"] if facts.applicant.age is None else []


def _on(facts: Join, now: date | datetime | None) -> date:
    return day_of(instant_of(now))


def _answer(query: Query[Join]) -> Answer[JoinFigures]:
    welcome, rejoining = query.required(WELCOME), query.clause(REJOINING)
    cancelled_on = query.facts.applicant.last_cancelled_on
    if cancelled_on is not None and cancelled_on > query.today:
        raise RequestError("facts.applicant.last_cancelled_on", "a day up to now")
    if rejoining is not None and cancelled_on is not None:
        # The month of joining is the last of the months looked at.
        again_from = first_of_month(cancelled_on, rejoining.count("months"))
        if query.today < again_from:
            return Answer(JoinFigures(), [holds(rejoining, cancelled_on=cancelled_on, again_from=again_from)])
    return Answer(JoinFigures(welcome.count("points")), [holds(welcome)])


def _nothing(facts: Join, findings: Sequence[Finding]) -> JoinFigures:
    return JoinFigures()


JOIN = kind(Kind("join", Join, _missing, _on, _answer, _nothing, measures=(WELCOME,)))
