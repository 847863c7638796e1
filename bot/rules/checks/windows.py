"""Checks about time: how long a member may wait, what must come first."""

from dataclasses import replace
from datetime import date, datetime

from bot.rules.dates import day_of, last_day
from bot.rules.decision import Finding
from bot.rules.facts.membership import Earn
from bot.rules.pack import Clause, Pack
from bot.rules.query import Query, broken, review
from bot.rules.registry import check


def window_end(pack: Pack, start: date, days: int) -> date:
    """The last day of a period of `days` from `start`, counted as the pack reads such periods."""
    return last_day(start, days, pack.reading("first_day"))


def submitted(query: Query[Earn]) -> date | datetime:
    """When the set was submitted; now, where the facts do not say."""
    return query.instant if query.facts.submitted_at is None else query.facts.submitted_at


def resubmit_by(query: Query[Earn]) -> date | None:
    """The last day on which a set may be handed in again by e-mail or at the desk."""
    clause, start = query.clause("resubmission_window"), query.facts.receipt.issued_on
    if clause is None or start is None:
        return None
    return window_end(query.pack, start, clause.count("days"))


@check(
    "earn",
    figures={"days": "days"},
    says={
        "breaks": ("issued_on", "last_day", "submitted_on"),
        "still_open": ("issued_on", "last_day", "submitted_on", "resubmit_by"),
    },
)
def upload_window(query: Query[Earn], clause: Clause) -> Finding | None:
    """A set is uploaded within `days` of the transaction."""
    issued_on = query.facts.receipt.issued_on
    if issued_on is None or query.facts.via != "upload":
        return None
    submitted_on, end = day_of(submitted(query)), window_end(query.pack, issued_on, clause.count("days"))
    if submitted_on <= end:
        return None
    again = resubmit_by(query)
    values = {"issued_on": issued_on, "last_day": end, "submitted_on": submitted_on}
    if again is not None and submitted_on <= again:
        return broken(clause, "still_open", **values, resubmit_by=again)
    return broken(clause, **values)


def no_other_way(findings: list[Finding]) -> list[Finding]:
    """Findings of `earn`: where something else rejects the set, handing it in elsewhere does not help."""
    if sum(found.verdict == "broken" for found in findings) < 2:
        return findings
    return [replace(found, says="breaks") if found.says == "still_open" else found for found in findings]


@check(
    "earn",
    figures={"days": "days"},
    says={"breaks": ("issued_on", "last_day", "submitted_on"), "in_time": ("issued_on", "last_day")},
)
def resubmission_window(query: Query[Earn], clause: Clause) -> Finding | None:
    """A set handed in again, by e-mail or at the desk, comes within `days` of the transaction."""
    issued_on = query.facts.receipt.issued_on
    if issued_on is None or query.facts.via == "upload":
        return None
    submitted_on, end = day_of(submitted(query)), window_end(query.pack, issued_on, clause.count("days"))
    if submitted_on <= end:
        return None
    return broken(clause, issued_on=issued_on, last_day=end, submitted_on=submitted_on)


@check("earn", says={"before_joining": ("issued_on", "joined")})
def after_joining(query: Query[Earn], clause: Clause) -> Finding | None:
    """Only what was bought from the day of joining counts."""
    issued_on, joined = query.facts.receipt.issued_on, query.facts.member.joined
    if issued_on is None or joined is None or issued_on >= joined:
        return None
    return broken(clause, "before_joining", issued_on=issued_on, joined=joined)


@check("earn", says={"review": ("issued_at", "submitted_at")})
def dated_ahead(query: Query[Earn], clause: Clause) -> Finding | None:
    """A receipt dated after its submission is looked at by a person."""
    issued_at = query.facts.receipt.issued_at
    if issued_at is None:
        return None
    handed_in = submitted(query)
    if isinstance(issued_at, datetime) and isinstance(handed_in, datetime):
        ahead = issued_at > handed_in
    else:
        ahead = day_of(issued_at) > day_of(handed_in)
    if not ahead:
        return None
    return review(clause, issued_at=issued_at, submitted_at=handed_in)
