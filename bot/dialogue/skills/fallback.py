"""When the words are not clear enough to act on, or are about something else."""

from bot.dialogue import intents
from bot.dialogue.closest import CLOSEST, OR_MEANT, likeliest
from bot.dialogue.context import Context, Request
from bot.dialogue.intents import intent
from bot.dialogue.skills.smalltalk import programmes
from bot.dialogue.turn import Button, Reply
from bot.wording import _

# Below the first, the best guess is not acted on; a runner-up above the second is offered beside it.
# Measured on the validation split in intents/validation.
SURE = 0.45
_RIVAL = 0.2

# Whichever of the two is meant, the rules are looked into; there is nothing to ask back.
_BOTH_LOOK_INTO_THE_RULES = {"faq", "ask_earn"}

# A courtesy is told from words that mean nothing here only above this.
_COURTEOUS = 0.6

# Words are refused without a second thought only from this on; below, what they may have meant is offered.
_REFUSED = 0.8

_KNOWS = _(
    "That is outside what I know: I help with points, receipts, rewards and the rules of {programmes}."
)
_KNOWS_RULES = _("That is outside what I know: I help with the rules of {programmes}.")


def too_unsure(request: Request) -> bool:
    """Whether two meanings are so close that asking is better than guessing."""
    known = [guess for guess in request.ranking if guess.name in intents.meanings()]
    return (
        request.confidence < SURE
        and request.intent in intents.meanings()
        and len(known) > 1
        and known[1].confidence > _RIVAL
        and {guess.name for guess in known[:2]} != _BOTH_LOOK_INTO_THE_RULES
    )


def hardly_said(request: Request) -> bool:
    """Whether a courtesy is only the least bad guess at words that say nothing ("350")."""
    return request.intent in ("goodbye", "thank") and request.confidence < _COURTEOUS


def ask_which(ctx: Context) -> list[Reply]:
    """Offer the closest meanings as buttons."""
    return [ctx.reply(_("I want to be sure I got you right. Did you mean …?"), buttons=likeliest(ctx, 2))]


@intent("out_of_scope")
def not_understood(ctx: Context) -> list[Reply]:
    """Say plainly that this is nothing we can do, and offer what we can: where that is not sure, what the
    words are closest to."""
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    menu = ctx.button(_("What can you do?"), "help")
    knows = _KNOWS if ctx.services.home.offers("balance", "earn", "redeem") else _KNOWS_RULES
    text = ctx.join(
        ctx.say(knows, programmes=programmes(ctx)), ctx.say(_("A colleague can help with other things."))
    )
    closest: tuple[Button, ...] = ()
    if ctx.request.confidence < _REFUSED:
        closest = likeliest(ctx, CLOSEST)
    if closest:
        text = ctx.join(text, ctx.say(OR_MEANT))
    return [ctx.reply(text, buttons=(menu, person, *closest), custom={"unanswered": True})]
