"""How a missing fact is asked for: as its programme says, else as for every programme."""

from collections.abc import Mapping

from bot.programmes import Programme
from bot.wording.message import Message, _

# By the path of the fact below `facts`.
QUESTIONS: Mapping[str, Message] = {
    "receipt.merchant": _("In which shop?"),
    "receipt.total": _("How much is it, in Hong Kong dollars?"),
    "receipt.payment": _("How do you pay?"),
    "receipt.issued_at": _("On which day?"),
    "payment.amount": _("How much is the payment?"),
    "payment.at": _("On which day is the payment?"),
    "member.joined": _("On which day did you join?"),
    "member.birthday": _("On which day is your birthday?"),
    "applicant.age": _("How old are you?"),
    "balance": _("How many points do you have?"),
    "reward.kind": _("Which reward is it about?"),
    "reward.hours": _("How many hours of parking?"),
    "reward.points": _("How many points does it cost?"),
    "coupon.face": _("How much is the coupon worth?"),
    "coupon.issued_at": _("On which day did you get the coupon?"),
    "credits": _("Which points were credited, and on which days?"),
    "entries": _("Which points came in or were used, and on which days?"),
}


def question(programme: Programme, kind: str, fact: str) -> Message | None:
    """How a fact of a kind is asked for; None where there are no words for it."""
    asked = programme.chat.asked(kind, fact)
    if asked is not None and asked.ask is not None:
        return Message(asked.ask, domain=programme.id)
    return QUESTIONS.get(fact)
