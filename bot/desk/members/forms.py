"""The forms of acts on a membership: what each is called, what it does, and how its fields are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.desk.frame import Fields
from bot.dialogue.membership import (
    Adjust,
    Delete,
    KeepAccount,
    MemberAct,
    Refund,
    Reinstate,
    SettleDebt,
    Suspend,
    Terminate,
    VoidVoucher,
)
from bot.wording import Message, _

LONGEST_REASON, LONGEST_NOTE = 300, 500
_MOST_POINTS = 100_000
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


@dataclass(frozen=True, slots=True)
class Form:
    """One act: its name, what happens, and whether it takes something away for good."""

    title: Message
    effect: Message
    danger: bool = False


FORMS: Mapping[str, Form] = {
    "adjust": Form(
        _("Give or take points"),
        _("Points are booked at once. Points given count towards the tier; nobody goes below nothing."),
    ),
    "refund": Form(
        _("Goods returned"),
        _(
            "The points of what was returned are taken back, double points with them. What was spent already "
            "becomes a debt for you to settle. Do this before the shop refunds the purchase."
        ),
    ),
    "voucher": Form(
        _("Withdraw a voucher"),
        _(
            "The voucher can no longer be used. By the rules a redemption is not undone: points come back "
            "only if you say so, into the lots they came from, and not those that have lapsed since."
        ),
        danger=True,
    ),
    "debt": Form(_("Settle a debt"), _("Write down how it was made good; the member is told.")),
    "suspend": Form(
        _("Suspend the membership"),
        _("Nothing is collected or redeemed until you reinstate it."),
        danger=True,
    ),
    "reinstate": Form(_("Reinstate the membership"), _("Points that were made void stay void.")),
    "terminate": Form(
        _("End the membership"),
        _("All points and unused vouchers end with it, for good. Personal data stays on record."),
        danger=True,
    ),
    "keep": Form(_("Keep the account"), _("The request to delete the account is withdrawn.")),
    "delete": Form(
        _("Delete the account"),
        _(
            "The membership ends with all points and vouchers, and personal data, messages and photos are "
            "deleted, for good. What was earned and redeemed stays under the number alone."
        ),
        danger=True,
    ),
}

# Why an act cannot be done, by the reason of an AdjustmentError.
REFUSALS: Mapping[str, Message] = {
    "spent": _("The member does not have so many points."),
    "lapsed": _("Points of that year have lapsed already."),
    "not_credited": _("This receipt has brought no points."),
    "too_much": _("More cannot be returned than what was bought."),
    "used": _("This voucher was used, has lapsed or was withdrawn already."),
    "status": _("The membership is not in that state any more. Load the page again to see it."),
    "none": _("That is not there any more. Load the page again to see how things stand."),
}

# What points came from or went to.
ENTRY_KINDS: Mapping[str, Message] = {
    "spend": _("purchase"),
    "welcome": _("welcome"),
    "birthday": _("birthday"),
    "bonus": _("bonus"),
    "redeem": _("redeemed"),
    "adjust": _("adjusted"),
}

STATUSES: Mapping[str, tuple[Message, str]] = {
    "active": (_("Active"), "good"),
    "suspended": (_("Suspended"), "bad"),
    "closed": (_("Closed"), "bad"),
}

_CHOOSE = _("Please choose one.")


def read(act: str, fields: Fields) -> MemberAct | None:
    """The act that a form asks for; None, with the errors in `fields`, where it does not say."""
    made = _made(act, fields)
    fields.line("reason", LONGEST_REASON)
    fields.line("note", LONGEST_NOTE, required=False)
    return None if fields.errors else made


def _made(act: str, fields: Fields) -> MemberAct | None:
    match act:
        case "adjust":
            amount = fields.whole("points", -_MOST_POINTS, _MOST_POINTS)
            if amount == 0 and "points" not in fields.errors:
                fields.errors["points"] = _("Please enter how many: 5 gives them, -5 takes them.")
            year = fields.whole("year", _FIRST_YEAR, _LAST_YEAR) if fields.raw("year").strip() else None
            return Adjust(amount, year)
        case "refund":
            amount_returned: Decimal | None = None
            if fields.raw("amount").strip():
                amount_returned = fields.amount("amount")
            return Refund(_chosen("receipt", fields), amount_returned)
        case "voucher":
            give_back, put_back = bool(fields.raw("give_back")), bool(fields.raw("put_back"))
            return VoidVoucher(_chosen("voucher", fields), give_back, put_back)
        case "debt":
            return SettleDebt(_chosen("debt", fields))
        case "suspend":
            return Suspend(bool(fields.raw("void_points")))
        case "reinstate":
            return Reinstate()
        case "terminate":
            return Terminate()
        case "keep":
            return KeepAccount()
        case "delete":
            return Delete()
    return None


def _chosen(name: str, fields: Fields) -> int:
    text = fields.raw(name)
    if text.isdecimal() and len(text) < 16:
        return int(text)
    fields.errors[name] = _CHOOSE
    return 0
