"""The words of checking vouchers: of the page, and what a shop is told about a code."""

from bot.wording import Message, _

# By verdict; `valid` has two cases and so has `used`.
EXPLANATIONS: dict[str, Message] = {
    "valid": _("{name} is valid. It has not been used yet."),
    "used_now": _("{name} was valid and has now been used. Please serve the customer."),
    "used": _("{name} was already used on {at} at {where}. Please do not accept it."),
    "used_here": _("{name} was already used here on {at}. Please do not accept it a second time."),
    "lapsed": _("The last day of {name} was {day}. Please do not accept it."),
    "void": _("Our staff withdrew {name}. Please do not accept it."),
    "copied": _(
        "This is an old code, as on a screenshot. Ask the customer to open the voucher again, and check the "
        "fresh code."
    ),
    "wrong_shop": _("{name} is good, but not at this shop. Nothing was used."),
    "forged": _(
        "This is no code of ours, or it was not read in full. Check once more, straight from the customer's "
        "screen."
    ),
}

LABELS: dict[str, Message] = {
    "title": _("Check a voucher"),
    "language": _("Language"),
    "needs_script": _("This page needs JavaScript. Please switch it on."),
    "key": _("Your shop's key"),
    "key_about": _("Enter it once. This device remembers the shop, not the key."),
    "key_example": _("Demonstration: this example key stands for the parking office."),
    "key_refused": _("This key is not known here. Please compare it letter by letter."),
    "enter": _("Continue"),
    "leave": _("Sign out"),
    "mode": _("When a code is valid"),
    "use": _("Check and use"),
    "look": _("Check only"),
    "aim": _("Hold the customer's code inside the frame."),
    "start_camera": _("Start the camera"),
    "stop_camera": _("Stop the camera"),
    "no_camera": _(
        "The camera cannot be used. Allow it in the browser's settings, upload a picture, or enter the code "
        "below."
    ),
    "upload": _("Upload a picture"),
    "no_code": _("No code was found in this picture. Please take it from closer, and straight."),
    "typed": _("Or enter the code in letters"),
    "check": _("Check"),
    "checking": _("Checking…"),
    "next": _("Next customer"),
    "use_now": _("Use it now"),
    "last_day": _("Last day"),
    "waiting": _("The result appears here."),
    "unknown": _("Not known"),
    "unknown_about": _(
        "The connection broke, so we cannot tell whether the code was used. Check it again: if it is shown "
        "as used here just now, this was you."
    ),
    "too_many": _("Please wait"),
    "too_many_about": _("There were too many wrong codes in a row. Try again in a minute."),
    "signed_out": _("Signed out"),
    "signed_out_about": _("The key of this shop was changed or has run out. Please enter it again."),
    "verdict_valid": _("Valid"),
    "verdict_used_now": _("Valid, used now"),
    "verdict_used": _("Already used"),
    "verdict_lapsed": _("Lapsed"),
    "verdict_void": _("Withdrawn"),
    "verdict_copied": _("Old code"),
    "verdict_wrong_shop": _("Not at this shop"),
    "verdict_forged": _("Not our code"),
}
