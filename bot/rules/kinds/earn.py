"""`earn`: the points that a receipt set brings, when they are credited and when they lapse."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.rules.answers import BirthdayDouble, EarnFigures
from bot.rules.checks.payments import NET_VALUES, net_values, points_for
from bot.rules.checks.windows import no_other_way, submitted, window_end
from bot.rules.dates import day_of, first_of_month
from bot.rules.decision import Finding
from bot.rules.facts.membership import Earn
from bot.rules.kinds.expiry import SPENDING_EXPIRY, expiry_of
from bot.rules.query import Query, holds, instant_of
from bot.rules.registry import Answer, Kind, kind, measure

POINTS = measure(
    "points_for_spending",
    "earn",
    figures={"step": "money", "points_per_step": "points"},
    says={"holds": ("net", "points")},
)
NET = measure("net_amount", "earn", says={"holds": (*NET_VALUES, "points", "points_of_total")})
DAILY_CAP = measure(
    "daily_cap",
    "earn",
    figures={"per_day": "points", "per_set": "points", "since": "date"},
    optional=("since",),
    says={
        "holds": ("points", "earned", "credited_before", "issued_on"),
        "alone": ("points", "earned", "issued_on"),
        "full": ("earned", "credited_before", "issued_on"),
    },
)
BONUS = measure("bonus_in_cap", "earn", says={"holds": ("bonus", "points")})
CREDITING = measure(
    "credited_within",
    "earn",
    figures={"days": "working_days"},
    says={"holds": ("submitted_on", "credit_by"), "provisional": ("submitted_on", "credit_by")},
)
DOUBLED = measure(
    "birthday_doubles",
    "earn",
    figures={"cap": "points"},
    says={"doubles": ("birthday_points", "credited_in")},
)


def _missing(facts: Earn) -> list[str]:
    receipt = facts.receipt
    starred: tuple[tuple[str, object], ...] = (
        ("member.joined", facts.member.joined),
        ("receipt.merchant", receipt.merchant),
        ("receipt.issued_at", receipt.issued_at),
        ("receipt.total", receipt.total),
        ("receipt.payment", receipt.payment),
    )
    return [path for path, value in starred if value is None]


def _on(facts: Earn, now: date | datetime | None) -> date:
    if facts.receipt.issued_on is not None:
        return facts.receipt.issued_on
    return day_of(instant_of(now) if facts.submitted_at is None else facts.submitted_at)


def _answer(query: Query[Earn]) -> Answer[EarnFigures]:
    facts, receipt = query.facts, query.facts.receipt
    issued_on, net, total = receipt.issued_on, receipt.net, receipt.total
    assert issued_on is not None and net is not None and total is not None  # nothing is missing
    per = query.required(POINTS)
    spent = points_for(query, net)
    of_total = spent if total == net else points_for(query, total)
    room, room_findings = _room(query, issued_on, spent + facts.bonus_points)
    points = min(spent + facts.bonus_points, room)
    findings: list[Finding] = [*room_findings]

    if points != min(facts.bonus_points, room):
        findings.append(holds(per, net=query.pack.sum(net), points=spent))
    if (clause := query.clause(NET)) and points != min(of_total + facts.bonus_points, room):
        values = net_values(query)
        findings.append(holds(clause, **values, points=spent, points_of_total=of_total))
    if (clause := query.clause(BONUS)) and facts.bonus_points:
        findings.append(holds(clause, bonus=facts.bonus_points, points=points))

    credit_by, crediting = _crediting(query)
    expires_on, expiry = _expiry(query, issued_on)
    birthday, doubling = _birthday(query, issued_on, spent)
    findings += [*_resubmission(query, issued_on), *crediting, *expiry, *doubling]
    return Answer(EarnFigures(points, credit_by, expires_on, birthday), findings)


def _room(query: Query[Earn], issued_on: date, earned: int) -> tuple[int, list[Finding]]:
    """The points that still go into the day of the transaction, and the cap where it binds."""
    clause = query.clause(DAILY_CAP)
    if clause is None or ("since" in clause.figures and issued_on < clause.day("since")):
        return earned, []
    before = sum(entry.points for entry in query.facts.related if entry.issued_on == issued_on)
    room = min(max(0, clause.count("per_day") - before), clause.count("per_set"))
    if earned <= room:
        return room, []
    values: dict[str, int | date] = {"earned": earned, "issued_on": issued_on, "credited_before": before}
    if not room:
        return room, [holds(clause, "full", **values)]
    return room, [holds(clause, "holds" if before else "alone", points=room, **values)]


def _crediting(query: Query[Earn]) -> tuple[date | None, list[Finding]]:
    clause = query.clause(CREDITING)
    if clause is None:
        return None, []
    submitted_on, calendar = day_of(submitted(query)), query.pack.working_days
    credit_by = calendar.after(submitted_on, clause.count("days"))
    says = "provisional" if calendar.provisional(credit_by) else "holds"
    return credit_by, [holds(clause, says, submitted_on=submitted_on, credit_by=credit_by)]


def _resubmission(query: Query[Earn], issued_on: date) -> list[Finding]:
    """The clause that lets a set in by e-mail or at the desk when it is too late for the app."""
    if query.facts.via == "upload":
        return []
    upload, again = query.clause("upload_window"), query.clause("resubmission_window")
    if upload is None or again is None:
        return []
    if day_of(submitted(query)) <= window_end(query.pack, issued_on, upload.count("days")):
        return []
    last_day = window_end(query.pack, issued_on, again.count("days"))
    return [holds(again, "in_time", issued_on=issued_on, last_day=last_day)]


def _expiry(query: Query[Earn], issued_on: date) -> tuple[date | None, list[Finding]]:
    clause = query.clause(SPENDING_EXPIRY)
    if clause is None:
        return None, []
    expires_on = expiry_of(clause, issued_on)
    return expires_on, [holds(clause, issued_on=issued_on, expires_on=expires_on)]


def _birthday(query: Query[Earn], issued_on: date, spent: int) -> tuple[BirthdayDouble | None, list[Finding]]:
    """The first set of the birthday month, bought and submitted in it, counts once more under its own cap."""
    birthday = query.facts.member.birthday
    if birthday is None or not query.facts.first_set_of_birthday_month:
        return None, []
    if (clause := query.clause(DOUBLED)) is None:
        return None, []
    submitted_on = day_of(submitted(query))
    if birthday.month != issued_on.month or first_of_month(submitted_on) != first_of_month(issued_on):
        return None, []
    more, credited_in = min(spent, clause.count("cap")), first_of_month(issued_on, 1)
    return BirthdayDouble(more, f"{credited_in:%Y-%m}"), [
        holds(clause, "doubles", birthday_points=more, credited_in=credited_in)
    ]


def _nothing(facts: Earn, findings: Sequence[Finding]) -> EarnFigures:
    return EarnFigures()


EARN = kind(Kind("earn", Earn, _missing, _on, _answer, _nothing, measures=(POINTS,), together=no_other_way))
