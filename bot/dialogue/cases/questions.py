"""How a missing fact is asked for, and the buttons that answer it."""

from bot.dialogue.cases.frame import Frame
from bot.dialogue.context import Context
from bot.dialogue.turn import Button
from bot.rules.checks.campaign import tiers
from bot.wording import Message, Money, _
from bot.wording.names import PAYMENT

PROGRAMME = "programme"

QUESTIONS: dict[str, Message] = {
    PROGRAMME: _("Which programme is it about?"),
    "receipt.merchant": _("In which shop?"),
    "receipt.total": _("How much is it, in Hong Kong dollars?"),
    "receipt.payment": _("How do you pay?"),
    "receipt.issued_at": _("On which day?"),
    "payment.amount": _("How much is the payment, in RMB, as the Alipay bill shows it?"),
    "payment.at": _("On which day is the payment?"),
    "entry.tier": _("For which reward did you claim your entry coupon?"),
    "entry.claimed_at": _("On which day did you claim your entry coupon?"),
    "coupon.face": _("How much is the coupon worth?"),
    "coupon.issued_at": _("On which day did you get the coupon?"),
    "tier": _("For which reward would you like the entry coupon?"),
    "user.mainland_id": _("Is the Alipay account verified with a mainland China identity document?"),
    "user.mainland_phone": _("Is the Alipay account bound to a mainland China mobile number?"),
    "user.app_version": _("Which version of the Alipay app is it?"),
    "applicant.age": _("How old is the person who wants to join?"),
    "member.joined": _("On which day did the membership start?"),
    "member.birthday": _("When is the birthday?"),
    "credits": _("Which points were credited, and on which days?"),
    "entries": _("Which points came in or were used, and on which days?"),
    "balance": _("How many points are there?"),
    "reward.kind": _("Which reward is it?"),
    "reward.points": _("How many points does the reward cost?"),
    "reward.hours": _("For how many hours of parking?"),
}

# Nobody reads a question twice in the same words.
AGAIN = _("Noted. {question}")

# The ways of paying that are offered as buttons; any other can be typed.
_USUAL_PAYMENTS = ("credit_card", "octopus", "alipay", "wechat_pay", "payme", "apple_pay", "cash")
_YES_NO = ("user.mainland_id", "user.mainland_phone")
OFFERS = ("entry.tier", "coupon.face", "tier")


def question(frame: Frame, path: str) -> Message:
    """The question for a fact."""
    asking = QUESTIONS.get(path, QUESTIONS["receipt.total"])
    return AGAIN.using(question=asking) if frame.asked.get(path, 0) > 1 else asking


def choices(ctx: Context, frame: Frame, path: str) -> tuple[Button, ...]:
    """Buttons that answer the question for a fact."""
    if path == PROGRAMME:
        words, packs = ctx.services.words, ctx.services.engine.packs
        return tuple(ctx.action(words.programme(code, ctx.language), "take", code) for code in packs)
    if path == "receipt.payment":
        return tuple(ctx.action(PAYMENT[code], "take", code) for code in _USUAL_PAYMENTS)
    if path in _YES_NO:
        return ctx.action(_("Yes"), "take", "yes"), ctx.action(_("No"), "take", "no")
    if path in OFFERS and frame.programme is not None:
        pack = ctx.services.engine.pack(frame.programme)
        faces = tuple(
            ctx.action(ctx.say(_("{face}"), face=Money(face, pack.currency)), "take", str(face))
            for face in tiers(pack, "tier_chosen")
        )
        none = (ctx.action(_("I have claimed none"), "no_entry"),) if path == "entry.tier" else ()
        return (*faces, *none)
    return ()
