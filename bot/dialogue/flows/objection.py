"""Why a member wants a rejected set to be looked at again: a sentence for whoever looks, if they like."""

from bot.dialogue.context import Answer, Context, Onward
from bot.dialogue.turn import Reply
from bot.ledger import receipts
from bot.ledger.models import Receipt
from bot.wording import _

NAME = "objection"
LINGERS = False

LONGEST = 1000

# What an objection is taken for when it is parsed by itself.
_SOUNDS_LIKE = ("affirm", "deny", "ask_earn", "upload_receipt", "check_receipt", "faq", "out_of_scope")
_UNSURE = 0.6


def begin(ctx: Context, receipt: Receipt) -> list[Reply]:
    """Ask for the sentence. The set is with the staff already."""
    ctx.enter(NAME, receipt=receipt.id)
    return prompt(ctx)


def answer(ctx: Context) -> Answer | None:
    """Keep the words with the set, and answer what they ask besides; None for something else."""
    if ctx.pressed() == ("cancel", ""):
        return stop(ctx)
    request = ctx.request
    words = request.text.strip()[:LONGEST]
    asks = words.endswith(("?", "？"))
    about_it = request.intent in _SOUNDS_LIKE or request.confidence < _UNSURE
    if request.pressed or not words or not (asks or about_it):
        return None
    receipt = ctx.session.get_one(Receipt, ctx.state["receipt"])
    receipts.remark(ctx.session, receipt, f"member:{receipt.member_id}", words, ctx.now)
    ctx.leave()
    thanks = [ctx.reply(_("Thank you. My colleague will read that before deciding."))]
    return Onward(thanks, request) if asks else thanks


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the sentence."""
    skip = ctx.action(_("Nothing to add"), "cancel")
    return [ctx.reply(_("What should my colleague look at? A sentence is enough."), buttons=(skip,))]


def stop(ctx: Context) -> list[Reply]:
    """Nothing to add."""
    ctx.leave()
    return [ctx.reply(_("All right. You will hear from us right here."))]
