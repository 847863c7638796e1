"""What the codes of sets under review are called at the desk."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from bot.dialogue.lookalikes import Likeness
from bot.dialogue.review import Refusal
from bot.languages import Language
from bot.rules.decision import Outcome
from bot.wording import Message, Money, Wording, _
from bot.wording.doubts import explain
from bot.wording.names import CATEGORY, CHANNEL, FORM, PAYMENT, PROOF

# What happened when a set went into a state.
STEPS: Mapping[str, Message] = {
    "received": _("Photos came in"),
    "read": _("Photos were read"),
    "awaiting_confirmation": _("Shown to the member"),
    "awaiting_review": _("Handed to the staff"),
    "awaiting_photo": _("Another photo asked for"),
    "approved": _("Approved"),
    "credited": _("Points credited"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
}

OUTCOMES: Mapping[Outcome, tuple[Message, str]] = {
    "approved": (_("Approved"), "good"),
    "review": (_("Left to a person"), "warn"),
    "rejected": (_("Rejected"), "bad"),
    "incomplete": (_("Something is missing"), "warn"),
}

LIKENESS: Mapping[Likeness, Message] = {
    "picture": _("same picture"),
    "number": _("same number"),
    "sum": _("same day and total"),
    "shop": _("same shop"),
}

REFUSALS: Mapping[Refusal, Message] = {
    "used": _(
        "This set has brought points before, so it cannot be approved. Correct what was misread, or reject "
        "it."
    ),
    "incomplete": _("The engine cannot decide yet: fill in what is missing first."),
    "override": _("The rules reject this set. Only a supervisor can approve it all the same."),
    "reason": _("Please write down why this set is approved against the rules."),
    "clauses": _("Please choose at least one clause that the set breaks."),
    "papers": _("Please choose what the photo should show."),
    "note": _("That note is too long."),
}

_CODES: Mapping[str, Mapping[str, Message]] = {
    "payment": PAYMENT,
    "payment_proof": PROOF,
    "form": FORM,
    "category": CATEGORY,
    "channel": CHANNEL,
}


def doubt_in_words(words: Wording, language: Language, code: str) -> str:
    """Why a person should look; a code that has no words any more is shown as it is."""
    try:
        return explain(words, language, code)
    except KeyError:
        return code


def facts_in_words(words: Wording, language: Language, fact: str, value: object) -> str:
    """The value of a fact as staff read it."""
    if value is None:
        return "–"
    if isinstance(value, str) and value in _CODES.get(fact, {}):
        return words.say(language, _CODES[fact][value])
    try:
        if fact in ("total", "tips"):
            return words.put(language, Money(Decimal(str(value))))
        if fact == "issued_at":
            moment = datetime.fromisoformat(str(value))
            return words.put(language, moment if len(str(value)) > 10 else moment.date(), "short")
        if fact == "deductions" and isinstance(value, list):
            return words.put(language, [Money(Decimal(str(each["amount"]))) for each in value])
    except (InvalidOperation, ValueError):
        return str(value)
    if isinstance(value, bool):
        return words.say(language, _("yes") if value else _("no"))
    return str(value)
