"""How a missing fact is asked for, and the buttons that answer it."""

from collections.abc import Collection

from bot.dialogue.cases.frame import Frame
from bot.dialogue.context import Context
from bot.dialogue.turn import Button
from bot.rules.checks.campaign import tiers
from bot.wording import Message, Money, _
from bot.wording import questions as words
from bot.wording.names import PAYMENT

PROGRAMME = "programme"

# Nobody reads a question twice in the same words.
AGAIN = _("Noted. {question}")

# The ways of paying that are offered as buttons; any other can be typed.
_USUAL_PAYMENTS = ("credit_card", "octopus", "alipay", "wechat_pay", "payme", "apple_pay", "cash")
_YES_NO = ("user.mainland_id", "user.mainland_phone")
OFFERS = ("entry.tier", "coupon.face", "tier")


def question(ctx: Context, frame: Frame, path: str) -> Message:
    """The question for a fact: as its programme asks, else as for every programme."""
    asking: Message | None = _("Which programme is it about?")
    if path != PROGRAMME and frame.programme is not None:
        asking = words.question(ctx.services.programmes[frame.programme], frame.kind, path)
    asking = asking or _("Could you tell me a little more about it?")
    return AGAIN.using(question=asking) if frame.asked.get(path, 0) > 1 else asking


def first_to_ask(ctx: Context, frame: Frame, missing: Collection[str]) -> str | None:
    """Which of several missing facts is asked for: the first in the programme's order."""
    if frame.programme is None:
        return next(iter(missing), None)
    order = ctx.services.programmes[frame.programme].chat.order(frame.kind)
    return min(missing, key=lambda path: order.index(path) if path in order else len(order), default=None)


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
