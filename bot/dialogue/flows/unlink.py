"""Taking the membership off this conversation: what that means, a confirmation, done."""

from bot.dialogue import consent, shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.json_values import json_number
from bot.ledger import members
from bot.understanding.asking import asked
from bot.wording import Message, _

NAME = "unlink"
LINGERS = True

_ASKS: tuple[Message, ...] = (
    _("Shall I take your membership {number} off this chat? Your points and vouchers stay as they are."),
    _("Your membership {number} is still linked. Say “yes” if I shall take it off this chat."),
    _("Unlink {number}? I do nothing until you say yes."),
)


def begin(ctx: Context) -> list[Reply]:
    """Ask; where none is linked, say so."""
    if ctx.member is None:
        link = ctx.button(_("🔗 Link my membership"), "link_account")
        return [ctx.reply(_("No membership is linked here."), buttons=(link,))]
    ctx.enter(NAME)
    return prompt(ctx)


def answer(ctx: Context) -> Answer | None:
    """Yes or no."""
    if ctx.member and consent.given(ctx, "unlink", _choice(ctx)[0]):
        members.unlink(ctx.session, ctx.conversation, f"member:{ctx.member.id}", ctx.now)
        ctx.leave()
        shown.note(ctx, shown.ShownEnd("unlinked"))
        text = _("Done: no membership is linked here any more. You can link one again at any time.")
        return [ctx.reply(text, custom={"effect": "unlinked"})]
    if ctx.pressed() == ("cancel", "") or consent.refused(ctx):
        return consent.ended(ctx, stop)
    if consent.says_yes(ctx, "unlink"):
        return prompt(ctx)
    question = None if ctx.request.pressed else asked(ctx.request.text)
    if question is None or consent.own_account(ctx):
        return prompt(ctx) if ctx.request.intent == "affirm" else None
    if question == "undo":
        return [ctx.reply(_("Yes: you can link it again at any time with a new code.")), *prompt(ctx)]
    what = _("Then this chat no longer shows your points, and nobody who uses it can redeem them.")
    return [ctx.reply(what), *prompt(ctx)]


def prompt(ctx: Context) -> list[Reply]:
    """Ask, each time in other words."""
    times = json_number(ctx.state.get("asked", 0))
    ctx.keep(asked=times + 1)
    number = ctx.member.number if ctx.member else ""
    return [ctx.reply(_ASKS[times % len(_ASKS)], number=number, buttons=_choice(ctx))]


def stop(ctx: Context) -> list[Reply]:
    """Leave it linked."""
    shown.note(ctx, shown.ShownEnd("kept"))
    ctx.leave()
    return [ctx.reply(_("Good: your membership stays linked."))]


def _choice(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("Yes, unlink it"), "confirm"), ctx.action(_("Keep it linked"), "cancel")
