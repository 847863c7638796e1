"""Canned replies with the member's own figures, as the engine has them, in the member's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue.context import Services
from bot.languages import Language
from bot.ledger import points, rewards, talks
from bot.ledger.models import CannedReply, Member
from bot.wording import Message, Said, _

# What a canned reply may hold, by the name that stands in braces.
PLACEHOLDERS: Mapping[str, Message] = {
    "name": _("the member's name"),
    "number": _("the membership number"),
    "points": _("the points balance"),
    "lapsing_points": _("how many points lapse next"),
    "lapsing_day": _("the last day of those points"),
    "tier": _("the membership tier"),
    "points_to_elite": _("the points that are missing for the higher tier, or to renew it"),
    "vouchers": _("how many vouchers can be used"),
    "case": _("the number of the case"),
}


@dataclass(frozen=True, slots=True)
class FilledReply:
    """A canned reply for one member. `missing` names the placeholders that nothing is known for."""

    reply: CannedReply
    text: str
    missing: tuple[str, ...]


def filled(
    services: Services,
    session: Session,
    member: Member | None,
    case_id: int | None,
    language: Language,
    now: datetime,
) -> list[FilledReply]:
    """Every canned reply in the language, with what is known of the member filled in."""
    values = _values(services, session, member, case_id, language, now)
    return [
        FilledReply(
            reply,
            talks.fill_placeholders(text := str(reply.texts[language]), values),
            tuple(name for name in talks.placeholders(text) if name not in values),
        )
        for reply in talks.canned_replies(session)
    ]


def unfilled(text: str) -> tuple[str, ...]:
    """Placeholders that still stand in a text that is about to be sent."""
    return tuple(name for name in talks.placeholders(text) if name in PLACEHOLDERS)


def _values(
    services: Services,
    session: Session,
    member: Member | None,
    case_id: int | None,
    language: Language,
    now: datetime,
) -> dict[str, str]:
    """What can be filled in, in words."""
    say = services.words.put
    known: dict[str, str] = {} if case_id is None else {"case": str(case_id)}
    if member is None:
        return known
    pack, home = services.engine.pack(member.programme), services.programmes[member.programme]
    figures: dict[str, tuple[Said, str]] = {"number": (member.number, "")}
    if name := (member.name_zh if language != "en" else None) or member.name:
        figures["name"] = (name, "")
    if home.offers("redeem"):
        figures["vouchers"] = (len(rewards.held_vouchers(session, member, now)), "vouchers")
    if home.offers("balance"):
        balance = points.balance(session, services.engine, member, now).figures
        figures["points"] = (balance.balance, "points")
        if balance.lots:
            figures["lapsing_points"] = (balance.lots[0].points, "points")
            figures["lapsing_day"] = (balance.lots[0].expires_on, "")
    if home.offers("tier"):
        tier = points.tier(session, services.engine, member, now).figures
        figures["tier"] = (pack.tier(tier.tier or "select"), "")
        if tier.needed is not None:
            figures["points_to_elite"] = (tier.needed, "points")
    return known | {name: say(language, value, style) for name, (value, style) in figures.items()}
