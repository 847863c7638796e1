"""How the member found the help of a person: one tap, and words for whoever has some."""

from bot.dialogue import desk_words
from bot.dialogue.context import Context
from bot.dialogue.flows import remark
from bot.dialogue.intents import intent
from bot.dialogue.turn import Reply
from bot.ledger import talks
from bot.wording import _


@intent("rate")
def rate(ctx: Context) -> list[Reply]:
    """Take the score of a button (the last one counts), or ask for the words that go with it."""
    number, score = str(ctx.request.first("case") or ""), str(ctx.request.first("score") or "")
    asked = None
    if ctx.request.pressed and number.isascii() and number.isdecimal() and len(number) < 16:
        asked = talks.satisfaction_question(ctx.session, ctx.conversation, int(number))
    if asked is None or score not in ("", *desk_words.SCORES):
        stale = _("That button belongs to something that is already finished, so nothing was changed.")
        return [ctx.reply(stale)]
    if not score:
        return remark.begin(ctx, asked.case_id)
    talks.score_satisfaction(asked, int(score), ctx.now)
    return [ctx.reply(_("Thank you for telling us!"), buttons=(desk_words.add_words(ctx, asked.case_id),))]
