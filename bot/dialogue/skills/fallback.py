"""When the words are not clear enough to act on, or are about something else."""

from bot.dialogue.availability import offered
from bot.dialogue.context import Context, Request
from bot.dialogue.skills.smalltalk import programmes
from bot.dialogue.turn import Reply
from bot.wording import Message, _

# Below the first, the best guess is not acted on; a runner-up above the second is offered beside it.
# Measured on the validation split in intents/validation.
SURE = 0.45
_RIVAL = 0.2

# Whichever of the two is meant, the rules are looked into; there is nothing to ask back.
_BOTH_LOOK_INTO_THE_RULES = {"faq", "ask_earn"}

# A courtesy is told from words that mean nothing here only above this.
_COURTEOUS = 0.6

# What an intent is called when we ask which one was meant.
MEANINGS: dict[str, Message] = {
    "check_balance": _("See my points"),
    "check_expiry": _("See when my points lapse"),
    "check_tier": _("See my membership tier"),
    "ask_earn": _("Ask whether a purchase counts"),
    "upload_receipt": _("Send a receipt"),
    "check_receipt": _("See what became of a receipt"),
    "browse_rewards": _("See the rewards"),
    "redeem_parking": _("Redeem free parking"),
    "redeem_evoucher": _("Redeem an e-shopping voucher"),
    "check_vouchers": _("See my vouchers"),
    "faq": _("Ask about the rules"),
    "link_account": _("Link my membership"),
    "delete_account": _("Delete my account"),
    "change_language": _("Change the language"),
    "talk_to_human": _("Talk to a person"),
    "help": _("See what you can do"),
}


_KNOWS = _(
    "That is outside what I know: I help with points, receipts, rewards and the rules of {programmes}."
)
_KNOWS_RULES = _("That is outside what I know: I help with the rules of {programmes}.")


def too_unsure(request: Request) -> bool:
    """Whether two meanings are so close that asking is better than guessing."""
    known = [guess for guess in request.ranking if guess.name in MEANINGS]
    return (
        request.confidence < SURE
        and request.intent in MEANINGS
        and len(known) > 1
        and known[1].confidence > _RIVAL
        and {guess.name for guess in known[:2]} != _BOTH_LOOK_INTO_THE_RULES
    )


def hardly_said(request: Request) -> bool:
    """Whether a courtesy is only the least bad guess at words that say nothing ("350")."""
    return request.intent in ("goodbye", "thank") and request.confidence < _COURTEOUS


def ask_which(ctx: Context) -> list[Reply]:
    """Offer the closest meanings as buttons."""
    known = [guess.name for guess in ctx.request.ranking if guess.name in MEANINGS]
    close = [name for name in known if offered(ctx.services.home, name)][:2]
    buttons = tuple(ctx.button(MEANINGS[name], name) for name in close)
    return [ctx.reply(_("I want to be sure I got you right. Did you mean …?"), buttons=buttons)]


def not_understood(ctx: Context) -> list[Reply]:
    """Say plainly that this is nothing we can do, and offer what we can."""
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    menu = ctx.button(_("What can you do?"), "help")
    knows = _KNOWS if ctx.services.home.offers("balance", "earn", "redeem") else _KNOWS_RULES
    text = ctx.join(
        ctx.say(knows, programmes=programmes(ctx)), ctx.say(_("A colleague can help with other things."))
    )
    return [ctx.reply(text, buttons=(menu, person), custom={"unanswered": True})]
