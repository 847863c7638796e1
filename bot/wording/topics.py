"""What the parts of a rule book are called."""

from collections.abc import Mapping

from bot.wording.message import Message, _

# What the parts of a rule book are about, by the first part of a clause's id; a book without parts has one.
TOPICS: Mapping[str, Message] = {
    "membership": _("Membership and tiers"),
    "apply": _("Joining and your details"),
    "welcome": _("Welcome reward"),
    "points": _("Registering points"),
    "expiry": _("When points lapse"),
    "birthday": _("Birthday reward"),
    "rewards": _("Redeeming rewards"),
    "parking": _("Free parking for points"),
    "evoucher": _("E-shopping vouchers"),
    "elite-parking": _("Free parking for Elite members"),
    "general": _("In general"),
    "coupon": _("Rules of the coupons"),
    "": _("The rules"),
}


def topic_of(clause: str) -> str:
    """The part of its book that a clause belongs to, by its number; empty where the book has no parts."""
    part = clause.rpartition(".")[0]
    return part if part in TOPICS else ""
