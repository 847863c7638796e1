"""What the codes on a set's way into review mean, in sentences for the staff.

A code may name what it is about after a colon, which its sentence has as `{about}`.
"""

from collections.abc import Mapping

from bot.languages import Language
from bot.wording.message import Message, _
from bot.wording.names import FIELD, TRANSACTION
from bot.wording.wording import Wording

DOUBTS: Mapping[str, Message] = {
    "unsure": _("This could not be read with certainty: {about}."),
    "corrected": _("The member changed this, and the proof of payment does not bear it out: {about}."),
    "mismatch": _("The receipt and the proof of payment differ in this: {about}."),
    "registered_by_another": _(
        "Another member has registered what looks like the same receipt: set {about}. Do not tell either "
        "member about the other."
    ),
    "photo_seen_before": _(
        "The same picture, or a copy of it, was handed in before with set {about}. Compare both."
    ),
    "same_purchase": _(
        "Set {about} seems to be of the same purchase with its number read differently. Compare both."
    ),
    "same_minute": _("The member handed in another purchase of the very same minute: set {about}."),
    "print_altered": _(
        "Digits of an amount differ from the print around them in size, place or ink. Look at them closely."
    ),
    "covered": _("A patch brighter than the paper lies on the print: something may have been covered up."),
    "part_pasted": _(
        "A part of the picture differs from the rest in its grain: it may come from another picture."
    ),
    "unknown_shop": _(
        "The directory does not list this shop, and the receipt does not show the mall's name or address."
    ),
    "date_in_future": _("The receipt is dated later than today."),
    "just_above_minimum": _(
        "The member handed in several sets within a few days that only just reach the least sum that counts."
    ),
    "editor_in_metadata": _("A picture editor saved this file; the picture may have been changed."),
    "screen_pattern": _("The photo shows the fine pattern of a screen: it may be a photo of a display."),
    "receipt_no_sale": _("The receipt does not show a completed sale: {about}."),
    "slip_no_sale": _("The payment slip does not show a completed payment: {about}."),
    "mixed_basket": _(
        "Some lines of the receipt are of a kind that may not count, a gift card among other goods, say. See "
        "the lines marked, and count the rest only."
    ),
    "maybe_folded": _("The receipt may have been folded, which would rule it out. Look at the photo."),
    "no_purchase": _("One of the photos shows no purchase: a balance enquiry or free parking, say."),
    "shops_own_slip": _("The payment slip is the shop's own copy, not the customer's."),
    "name_unsure": _("The name on the paper may not be the member's. Compare them."),
    "sums_disagree": _("The sums on the receipt do not add up to the total that was read."),
    "illegible": _("Hardly any print in the photo can be read."),
    "two_receipts": _("The photo shows receipts of two purchases."),
    "objection": _("The member objects to the rejection and asks for another look."),
    "another_photo": _("The member sent the photo that was asked for. Compare it with the earlier ones."),
    "no_other_photo": _("The member has no other photo. Decide with what is there."),
    "taken_back": _("A colleague stopped waiting for another photo."),
}

_FIELDS: Mapping[str, Message] = {
    **FIELD,
    **TRANSACTION,
    "transaction": _("kind of transaction"),
    "amount": FIELD["total"],
    "issued_on": FIELD["date"],
    "card": _("card used"),
}


def explain(words: Wording, language: Language, code: str) -> str:
    """The sentence for a code. Raises KeyError for a code that has none."""
    name, _colon, about = code.partition(":")
    named = words.say(language, _FIELDS[about]) if about in _FIELDS else about
    return words.say(language, DOUBTS[name], about=named)
