"""Checks about taking part in a coupon campaign: when, who, how often, with which tier."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from bot.rules.checks.windows import window_end
from bot.rules.dates import day_of, first_of_month
from bot.rules.decision import Finding, RequestError
from bot.rules.facts.coupons import Award, Enrol
from bot.rules.pack import Clause, Pack
from bot.rules.query import Query, broken, holds, review
from bot.rules.registry import check


@lru_cache(maxsize=64)
def tiers(pack: Pack, rule: str) -> Mapping[Decimal, Clause]:
    """The clauses that name a rule for a tier each, by the face of its coupon, the smallest first."""
    found = {
        clause.money("face"): clause
        for clause in pack.clauses.values()
        if rule in clause.rules and "face" in clause.figures
    }
    return dict(sorted(found.items()))


def of_tier(clause: Clause, face: Decimal | None) -> bool:
    """Whether a clause may concern a tier: it is for that one or for all, or the tier is not known yet."""
    return face is None or "face" not in clause.figures or clause.money("face") == face


def _entered_on(query: Query[Enrol]) -> date:
    """The day on which the entry coupon is claimed; today, where the facts do not say."""
    return day_of(query.instant if query.facts.at is None else query.facts.at)


@check("enrol", figures={"from": "date", "until": "date"}, says={"breaks": ("on",)})
def within_campaign(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The entry coupon is claimed while the campaign runs."""
    on = _entered_on(query)
    return None if clause.day("from") <= on <= clause.day("until") else broken(clause, on=on)


@check("award", figures={"from": "date", "until": "date"}, says={"breaks": ("on",), "review": ("on",)})
def earned_in_campaign(query: Query[Award], clause: Clause) -> Finding | None:
    """Entry and payment fall within the campaign; a payment after it, on an entry from it, is looked at."""
    entry, paid_at = query.facts.entry, query.facts.payment.at
    first, last = clause.day("from"), clause.day("until")
    if entry and entry.claimed_at and not first <= (claimed_on := day_of(entry.claimed_at)) <= last:
        return broken(clause, on=claimed_on)
    paid_on = day_of(paid_at) if paid_at else None
    if paid_on is None or first <= paid_on <= last:
        return None
    return broken(clause, on=paid_on) if paid_on < first else review(clause, on=paid_on)


@check("enrol", says={"identity": ()})
def mainland_identity(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The account is verified with a mainland identity document."""
    return broken(clause, "identity") if query.facts.user.mainland_id is False else None


@check("enrol", says={"phone": ()})
def mainland_phone(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The account is bound to a mainland phone number."""
    return broken(clause, "phone") if query.facts.user.mainland_phone is False else None


@check("enrol", figures={"version": "version"}, says={"outdated": ("app_version",)})
def app_up_to_date(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The app has the version needed, or a later one."""
    version = query.facts.user.app_version
    if version is None or _numbers(version) >= _numbers(clause.version("version")):
        return None
    return broken(clause, "outdated", app_version=version)


def _numbers(version: str) -> list[int]:
    """The numbers of a version, without the zeros that may be left out at its end."""
    numbers = [int(number) for number in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers


@check("enrol", says={"not_personal": ()})
def personal_account(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The account is a person's own."""
    return None if query.facts.user.personal else broken(clause, "not_personal")


@check("enrol", says={"elsewhere": ()})
def user_present(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The user is where the campaign takes place."""
    return None if query.facts.user.in_hong_kong else broken(clause, "elsewhere")


_AGAIN = {"again": ("same", "next_month"), "last_month": ("same",)}


@check("enrol", figures={"per_month": "times"}, says=_AGAIN)
def entries_a_month(query: Query[Enrol], clause: Clause) -> Finding | None:
    """A user takes part so many times a calendar month, whatever became of the earlier entries."""
    earlier = query.facts.same_month
    if len(earlier) < clause.count("per_month"):
        return None
    same = tuple(dict.fromkeys(entry.same for entry in earlier))
    campaign, next_month = query.clause("within_campaign"), first_of_month(_entered_on(query), 1)
    if campaign and next_month > campaign.day("until"):
        return broken(clause, "last_month", same=same)
    return broken(clause, "again", same=same, next_month=next_month)


@check("enrol", says={"gone": (), "gone_for_good": ()})
def quota_left(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The day's number is not used up."""
    if query.facts.daily_quota_left != 0 or not of_tier(clause, query.facts.tier):
        return None
    campaign = query.clause("within_campaign")
    over = campaign is not None and _entered_on(query) >= campaign.day("until")
    return broken(clause, "gone_for_good" if over else "gone")


def offered(query: Query[object], rule: str, face: Decimal | None, field: str) -> Mapping[Decimal, Clause]:
    """The tiers of a rule. Raises `RequestError` where the request's is none of them."""
    found = tiers(query.pack, rule)
    if face is not None and face not in found:
        raise RequestError(f"facts.{field}", f"one of {', '.join(map(str, found))}")
    return found


@check("enrol", figures={"face": "money", "spend": "money"}, says={"chosen": ()})
def tier_chosen(query: Query[Enrol], clause: Clause) -> Finding | None:
    """The tier of the entry coupon sets what has to be spent."""
    tier = query.facts.tier
    offered(query, "tier_chosen", tier, "tier")
    return holds(clause, "chosen") if tier is not None and of_tier(clause, tier) else None


@check("enrol", figures={"days": "days"}, says={"valid": ("claimed_on", "last_day")})
def entry_validity(query: Query[Enrol], clause: Clause) -> Finding | None:
    """An entry coupon is valid for so many days."""
    on = _entered_on(query)
    last_day = window_end(query.pack, on, clause.count("days"))
    return holds(clause, "valid", claimed_on=on, last_day=last_day)
