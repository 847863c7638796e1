"""Points: lots follow from entries, by sum and by the rules; entries are noted; tiers are earned."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time

from bot.clock import HONG_KONG
from bot.json_values import json_number, json_text
from bot.ledger import store
from bot.ledger.invariants.account import Account, Fault, Faults, Rules
from bot.ledger.points import GIVEN_BACK
from bot.rules import BalanceFigures, RequestError, TierFigures
from bot.rules.dates import day_of


def lots_hold_what_entries_left(account: Account, _rules: Rules) -> Faults:
    """A lot is the sum of the entries that name it, and never below zero."""
    summed: dict[date, int] = defaultdict(int)
    for entry in account.entries:
        summed[entry.expires_on] += entry.points
    kept = {lot.expires_on: lot.remainder for lot in account.lots}
    for day in sorted(summed.keys() | kept.keys()):
        left, lot = summed.get(day, 0), kept.get(day, 0)
        if lot != left or lot < 0:
            yield Fault(
                account.subject, f"the lot of {day} is not what its entries leave", f"{left}", f"{lot}"
            )


def lots_are_those_of_the_rules(account: Account, rules: Rules) -> Faults:
    """The engine, given all entries of a member, comes to the lots that are kept."""
    entries = [
        {"kind": entry.kind, "points": entry.points, "on": entry.on}
        | ({} if entry.spent_on is None else {"spent_on": entry.spent_on})
        for entry in account.entries
    ]
    request = store.decision_request(account.member.programme, "balance", {"entries": entries}, rules.now)
    try:
        decision = rules.engine.decide(request).of(BalanceFigures)
    except RequestError as error:
        yield Fault(account.subject, f"the rules do not take its entries: {error.field}", error.expected)
        return
    if decision.outcome != "approved":
        clauses = ", ".join(decision.clauses)
        yield Fault(
            account.subject,
            f"the rules leave the balance to a person: {clauses}",
            "approved",
            decision.outcome,
        )
        return
    today = day_of(rules.now)
    decided = {lot.expires_on: lot.points for lot in decision.figures.lots or ()}
    kept = {
        lot.expires_on: lot.remainder for lot in account.lots if lot.remainder and lot.expires_on >= today
    }
    if decided != kept:
        yield Fault(account.subject, "lots are not those of the rules", _days(decided), _days(kept))


def entries_are_noted(account: Account, _rules: Rules) -> Faults:
    """The audit trail has one note for what was posted under each key, with the same points."""
    noted: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for note in account.notes.get(account.subject, ()):
        if note.action.startswith("points.") and "key" in note.detail:
            key = json_text(note.detail["key"])
            noted[key] += json_number(note.detail["points"])
            times[key] += 1
    posted = account.posted
    for key in sorted(posted.keys() | times.keys()):
        expected, found = posted.get(key, 0), noted[key]
        if times[key] != 1 or expected != found:
            yield Fault(
                account.subject,
                f"{key} is not noted as it was posted",
                f"{expected} points once",
                f"{found} points in {times[key]} notes",
            )


def entries_have_their_sign(account: Account, _rules: Rules) -> Faults:
    """Redeeming takes points; purchases, birthdays and the like bring some."""
    for entry in account.entries:
        wrong = entry.points >= 0 if entry.kind == "redeem" else entry.points <= 0
        if entry.kind != "adjust" and wrong:
            sign = "less than 0" if entry.kind == "redeem" else "more than 0"
            yield Fault(account.subject, f"{entry.key} is a {entry.kind}", sign, f"{entry.points}")


def tiers_are_earned(account: Account, rules: Rules) -> Faults:
    """The tier kept is the one that the engine finds on the last day that it was followed to."""
    member = account.member
    if member.status == "closed" or member.tier_due:
        return
    today = day_of(rules.now)
    day = min(today, member.tier_until or today)
    credits = [
        {"on": entry.on, "points": entry.points}
        for entry in account.entries
        if entry.points > 0 and not entry.key.startswith(GIVEN_BACK)
    ]
    facts = {"member": {"joined": member.joined}, "credits": credits}
    end = datetime.combine(day, time.max, HONG_KONG)
    found = rules.engine.decide(store.decision_request(member.programme, "tier", facts, end)).of(TierFigures)
    kept = {"tier": member.tier, "since": member.tier_since or member.joined, "until": member.tier_until}
    tier = found.figures
    earned = {"tier": tier.tier, "since": tier.since, "until": tier.until}
    if kept != earned:
        yield Fault(account.subject, f"the tier of {day} is not the earned one", _tier(earned), _tier(kept))


def _days(lots: Mapping[date, int]) -> str:
    return ", ".join(f"{points} until {day}" for day, points in sorted(lots.items())) or "none"


def _tier(standing: Mapping[str, date | str | None]) -> str:
    until = f" until {standing['until']}" if standing["until"] else ""
    return f"{standing['tier']} since {standing['since']}{until}"
