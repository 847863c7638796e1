"""Would this purchase count? What is told of it is a case; a question without one is about the rules."""

import re

from bot.dialogue.cases import routing, talk
from bot.dialogue.cases.frame import Frame
from bot.dialogue.cases.parts import PARTS, entering_kind, frame_of
from bot.dialogue.context import Answer, Context
from bot.dialogue.intents import intent
from bot.dialogue.skills import rules
from bot.dialogue.turn import Reply
from bot.wording import _

_HARDLY_FITS = 0.22  # how well a clause fits a question that is rather about a purchase of the member's own

# Words for a purchase that the member has in mind ("does my lunch count?").
_ONE_PURCHASE = re.compile(
    r"\b(my|this|that|these|i (just )?(bought|spent|had|paid))\b|我|呢[個张張餐]|這|这", re.IGNORECASE
)


@intent("ask_earn", means=_("Ask whether a purchase counts"), tells=True, own_matter=True)
def ask_earn(ctx: Context) -> Answer:
    """Decide a purchase that the member describes; a question without a purchase is one about the rules."""
    request = ctx.request
    if request.pressed:
        parts = {part: str(value) for part in PARTS if (value := request.first(part)) is not None}
        programme = request.first("programme")
        known = str(programme) if programme in ctx.services.engine.packs else None
        return talk.settle(ctx, frame_of(ctx.services.engine, known, parts))
    telling = routing.concerns(ctx)
    if telling is not None:
        return routing.answer(ctx, telling)
    over = _refused_anyway(ctx)
    if over is not None:
        return [over, *rules.answer_question(ctx, ask_back=False)]
    if _ONE_PURCHASE.search(request.text) and 0 <= rules.fit(ctx) < _HARDLY_FITS:
        return talk.take(ctx, talk.read(ctx), anew=True)
    return rules.answer_question(ctx)


def _refused_anyway(ctx: Context) -> Reply | None:
    """What to say where the programme named refuses every purchase today: its time is over or to come."""
    programme = ctx.request.first("programme")
    kind = entering_kind(ctx.services.engine, str(programme)) if programme is not None else None
    return None if kind is None else talk.refusal(ctx, Frame(kind, str(programme)))
