"""Would this purchase count? A sentence becomes facts for the engine, and the engine's decision an answer."""

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import what_if
from bot.dialogue.skills import rules


def ask_earn(ctx: Context) -> Answer:
    """Decide a purchase that the member describes; a question without a purchase is one about the rules."""
    if what_if.purchase_in(ctx):
        return what_if.begin(ctx, following_up=what_if.varies(ctx))
    if ctx.request.pressed:
        return what_if.begin(ctx, following_up=False)
    over = what_if.refused_anyway(ctx, ctx.request.first("programme"))
    if over is None:
        return rules.answer_question(ctx)
    return [over, *rules.answer_question(ctx, ask_back=False)]
