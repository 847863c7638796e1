"""Would this purchase count? A sentence becomes facts for the engine, and the engine's decision an answer."""

import re
from datetime import timedelta

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import what_if
from bot.dialogue.skills import rules

# What a follow-up to an earlier what-if starts with ("and if I pay cash?", "咁如果…").
_FOLLOW_UP = re.compile(
    r"^\W*(and\b|but\b|what if|what about|how about|or if|if\b|咁|如果|那|換|换|改|要是|假如|若|定係|或者)",
    re.I,
)
_FRESH_FOR = timedelta(minutes=30)

_FACTS = ("amount", "merchant", "payment", "date")


def ask_earn(ctx: Context) -> Answer:
    """Decide a purchase that the member describes; a question without a purchase is one about the rules."""
    if any(ctx.request.first(name) is not None for name in _FACTS):
        return what_if.begin(ctx, following_up=is_follow_up(ctx))
    if ctx.request.pressed:
        return what_if.begin(ctx, following_up=False)
    over = what_if.refused_anyway(ctx, ctx.request.first("programme"))
    if over is None:
        return rules.answer_question(ctx)
    return [over, *rules.answer_question(ctx, ask_back=False)]


def is_follow_up(ctx: Context) -> bool:
    """Whether the request varies the purchase that was talked about just before."""
    request = ctx.request
    if request.pressed or not any(request.first(name) is not None for name in _FACTS):
        return False
    if not what_if.remembered(ctx, _FRESH_FOR, programme=request.first("programme")):
        return False
    if _FOLLOW_UP.match(request.text):
        return True
    # "By Octopus?", "yesterday?": only a circumstance is named, so the purchase is the one before.
    return (
        request.intent == "ask_earn" and request.first("merchant") is None and request.first("amount") is None
    )
