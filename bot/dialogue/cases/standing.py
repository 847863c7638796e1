"""What the ledger knows of a linked member, as facts of a case; and what the catalogue says of a reward."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger import points, receipts, rewards
from bot.ledger.models import Member
from bot.rules.dates import day_of


def facts_of(session: Session, member: Member, kind: str, now: datetime) -> dict[str, Any]:
    """The member's own facts of a kind, by dotted path."""
    match kind:
        case "earn":
            return {**_person(member), "history": receipts.history_of(session, member)}
        case "tier":
            credited = [{"on": str(on), "points": amount} for on, amount in points.credits(session, member)]
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


def weather_of(session: Session, now: datetime) -> list[dict[str, Any]]:
    """The warnings as the counters see them."""
    return rewards.weather_facts(session, now)


def priced(session: Session, programme: str, facts: dict[str, Any]) -> dict[str, Any]:
    """What the catalogue adds to a reward that was asked for: its price and its hours."""
    kind, hours, value = (facts.get(f"reward.{name}") for name in ("kind", "hours", "value"))
    if kind is None:
        return {}
    for offer in rewards.offers(session, programme):
        same = offer.kind == kind and (hours is None or offer.hours == hours)
        if same and (value is None or (offer.value is not None and float(offer.value) == float(value))):
            found = {"reward.points": offer.points, "reward.hours": offer.hours}
            return {path: known for path, known in found.items() if known is not None}
    return {}


_BIRTHDAY = ("member.joined", "member.tier", "member.birthday")


def _person(member: Member) -> dict[str, Any]:
    facts = {
        "member.joined": member.joined.isoformat(),
        "member.tier": member.tier,
        "member.status": member.status,
        "member.tenant_staff": member.tenant_staff,
    }
    if member.birthday:
        facts["member.birthday"] = member.birthday.isoformat()
    return facts


def _entry(entry: Any) -> dict[str, Any]:
    written = {"kind": entry.kind, "points": entry.points, "on": entry.on.isoformat()}
    return written if entry.spent_on is None else {**written, "spent_on": entry.spent_on.isoformat()}


def _redeemed(reward: Any) -> dict[str, Any]:
    done = {"kind": reward.kind, "offer": reward.id}
    return done if reward.hours is None else {**done, "hours": reward.hours}
