"""Would this purchase count? A sentence becomes facts for the engine, and the engine's decision an answer."""

import re

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import what_if
from bot.dialogue.skills import rules

# How well a clause fits a question that is about no purchase in particular, and one that rather is.
_FITS = 0.35
_HARDLY_FITS = 0.22

# Words for a purchase that the member has in mind ("does my lunch count?").
_ONE_PURCHASE = re.compile(
    r"\b(my|this|that|these|i (just )?(bought|spent|had|paid))\b|我|呢[個张張餐]|這|这", re.IGNORECASE
)


def ask_earn(ctx: Context) -> Answer:
    """Decide a purchase that the member describes; a question without a purchase is one about the rules."""
    if purchase := what_if.purchase_in(ctx):
        varies = what_if.varies(ctx)
        if not varies and _in_general(purchase) and rules.fit(ctx) >= _FITS:
            return rules.answer_question(ctx)
        return what_if.begin(ctx, following_up=varies)
    if ctx.request.pressed:
        return what_if.begin(ctx, following_up=False)
    over = what_if.refused_anyway(ctx, ctx.request.first("programme"))
    if over is None:
        if _ONE_PURCHASE.search(ctx.request.text) and 0 <= rules.fit(ctx) < _HARDLY_FITS:
            return what_if.begin(ctx, following_up=False)
        return rules.answer_question(ctx)
    return [over, *rules.answer_question(ctx, ask_back=False)]


def _in_general(purchase: what_if.Purchase) -> bool:
    """Whether so little is told that a rule may answer it ("can I pay by FPS?")."""
    return "merchant" not in purchase and not {"amount", "payment"} <= purchase.keys()
