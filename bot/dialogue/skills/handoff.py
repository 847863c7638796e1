"""Handing over to a person."""

from bot.dialogue.context import Context
from bot.dialogue.turn import Reply
from bot.ledger import cases
from bot.wording import _


def talk_to_human(ctx: Context) -> list[Reply]:
    """Open a case for customer service (or say that one is open already)."""
    case, opened = cases.open_case(
        ctx.session, ctx.conversation, reason=ctx.request.first("reason") or "asked", now=ctx.now
    )
    text = ctx.say(
        _(
            "I passed your conversation on to customer service (case {number}). A colleague will answer "
            "you right here."
        )
        if opened
        else _(
            "Customer service has your conversation already (case {number}). A colleague will answer you "
            "right here."
        ),
        number=str(case.id),
    )
    text = ctx.join(text, ctx.say(_("Until then I keep helping with what I can.")))
    return [ctx.reply(text, custom={"handoff": True})]
