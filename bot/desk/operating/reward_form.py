"""A reward as the form of its page has it: reading what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from starlette.datastructures import FormData

from bot.desk.frame import Fields
from bot.ledger.models import RewardKind
from bot.ledger.rewards import FREE, MEASURED_BY, MEASURES, REWARD_ID
from bot.ledger.store import Edit
from bot.wording import Message, _

KINDS: dict[RewardKind, Message] = {
    "parking": _("Parking for points"),
    "elite_parking": _("Parking for the higher tier"),
    "evoucher": _("Electronic voucher"),
    "gift": _("Gift"),
    "gift_voucher": _("Gift voucher"),
}

# What the fields are called, also where a change of them is told.
FIELD_NAMES: dict[str, Message] = {
    "names.en": _("Name in English"),
    "names.zh-Hant": _("Name in Traditional Chinese"),
    "names.zh-Hans": _("Name in Simplified Chinese"),
    "descriptions.en": _("Description in English"),
    "descriptions.zh-Hant": _("Description in Traditional Chinese"),
    "descriptions.zh-Hans": _("Description in Simplified Chinese"),
    "kind": _("Kind"),
    "points": _("Price in points"),
    "hours": _("Hours of parking"),
    "value": _("Value in dollars"),
    "collect_days": _("Days to collect it"),
    "shops": _("Shops that take it"),
    "position": _("Place in the list"),
    "active": _("Offered to members"),
    "stock": _("Stock"),
}

_BAD_ID = _("Please use 1 to 40 small letters, digits and hyphens, such as umbrella or parking-2h.")
TAKEN = _("This id is taken. Please choose another one.")

# What the pages' own addresses say in the place of an id.
_ADDRESSES = ("new", "check")

_MOST_POINTS = 1_000_000
_MOST_HOURS = 999
_MOST_DAYS = 3650
_MOST_STOCK = 10_000_000


@dataclass
class RewardForm:
    """What was typed, read: `values` by the fields of the catalogue, `errors` by field.

    The values of a field with an error are not to be used.
    """

    typed: Mapping[str, object]
    values: dict[str, object]
    errors: dict[str, Message] = field(default_factory=dict)
    identity: str = ""
    stock: int | None = None
    seen: int = 0  # the version of the reward that the page showed
    stale: Sequence[Edit] = ()  # what somebody else changed since

    @property
    def shops(self) -> list[str]:
        """The shops that were chosen."""
        chosen = self.typed.get("shops")
        return [str(shop) for shop in chosen] if isinstance(chosen, list) else []


def read_reward(form: FormData, kind: RewardKind, *, new: bool = False, seen: int = 0) -> RewardForm:
    """The form of a reward of that kind. Only what the kind has is read."""
    fields = Fields(form)
    values: dict[str, object] = {
        **fields.in_languages("names", 80),
        **fields.in_languages("descriptions", 500, required=False),
        "points": 0 if kind in FREE else fields.whole("points", 1, _MOST_POINTS),
        **dict.fromkeys(MEASURES),
        "shops": [shop for shop in form.getlist("shops") if isinstance(shop, str)],
        "position": fields.whole("position", 0, 9999),
        "active": bool(fields.raw("active")),
    }
    for measure in MEASURED_BY[kind]:
        match measure:
            case "hours":
                values["hours"] = fields.whole("hours", 1, _MOST_HOURS)
            case "value":
                values["value"] = fields.amount("value")
            case "collect_days":
                values["collect_days"] = fields.whole("collect_days", 1, _MOST_DAYS)
    identity = fields.raw("id").strip()
    stock = None
    if new:
        if not REWARD_ID.fullmatch(identity) or identity in _ADDRESSES:
            fields.errors["id"] = _BAD_ID
        if not fields.raw("unlimited"):
            stock = fields.whole("stock", 0, _MOST_STOCK)
    return RewardForm(fields.typed(), values, fields.errors, identity, stock, seen)


def kind_of(form: Mapping[str, object]) -> RewardKind:
    """The kind that was chosen; the first one where it is none."""
    chosen = form.get("kind")
    return next((kind for kind in get_args(RewardKind) if kind == chosen), "parking")
