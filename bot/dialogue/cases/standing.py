"""What the ledger knows of a linked member, as facts of a case; and what the catalogue says of a reward."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.json_values import Json, JsonObject
from bot.ledger import points, receipts, rewards
from bot.ledger.models import Entry, Member, Reward
from bot.rules.dates import day_of
from bot.understanding.telling import FactValue


def facts_of(session: Session, member: Member, kind: str, now: datetime) -> JsonObject:
    """The member's own facts of a kind, by dotted path."""
    match kind:
        case "earn":
            return {**_person(member), "history": receipts.history_of(session, member)}
        case "tier":
            credits = points.credits(session, member)
            credited: list[Json] = [{"on": str(on), "points": amount} for on, amount in credits]
            return {"member.joined": member.joined.isoformat(), "credits": credited}
        case "balance":
            return {"entries": [_entry(entry) for entry in points.entries_of(session, member)]}
        case "redeem":
            today = day_of(now)
            held = rewards.held_vouchers(session, member, now)
            done = [_redeemed(voucher.reward) for voucher in held if voucher.issued_on == today]
            return {
                "member.tier": member.tier,
                "member.status": member.status,
                "balance": points.spendable(session, member, today),
                "today": done,
            }
        case "birthday":
            return {path: value for path, value in _person(member).items() if path in _BIRTHDAY}
    return {}


def weather_of(session: Session, now: datetime) -> Sequence[JsonObject]:
    """The warnings as the counters see them."""
    return rewards.weather_facts(session, now)


def priced(session: Session, programme: str, facts: Mapping[str, FactValue]) -> JsonObject:
    """What the catalogue adds to a reward that was asked for: its price and its hours."""
    kind, hours, value = (facts.get(f"reward.{name}") for name in ("kind", "hours", "value"))
    if kind is None:
        return {}
    worth = Decimal(str(value)) if isinstance(value, int | float | str) else None
    for offer in rewards.offers(session, programme):
        same = offer.kind == kind and (hours is None or offer.hours == hours)
        if same and (worth is None or offer.value == worth):
            found = {"reward.points": offer.points, "reward.hours": offer.hours}
            return {path: known for path, known in found.items() if known is not None}
    return {}


_BIRTHDAY = ("member.joined", "member.tier", "member.birthday")


def _person(member: Member) -> JsonObject:
    facts: dict[str, Json] = {
        "member.joined": member.joined.isoformat(),
        "member.tier": member.tier,
        "member.status": member.status,
        "member.tenant_staff": member.tenant_staff,
    }
    if member.birthday:
        facts["member.birthday"] = member.birthday.isoformat()
    return facts


def _entry(entry: Entry) -> JsonObject:
    written: JsonObject = {"kind": entry.kind, "points": entry.points, "on": entry.on.isoformat()}
    return written if entry.spent_on is None else {**written, "spent_on": entry.spent_on.isoformat()}


def _redeemed(reward: Reward) -> JsonObject:
    done: JsonObject = {"kind": reward.kind, "offer": reward.id}
    return done if reward.hours is None else {**done, "hours": reward.hours}
