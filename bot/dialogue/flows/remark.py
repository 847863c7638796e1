"""A few words about the help of a person: the next thing that the member writes."""

from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Reply
from bot.json_values import json_number
from bot.ledger import talks
from bot.wording import _

NAME = "remark"
LINGERS = False


def begin(ctx: Context, case_id: int) -> list[Reply]:
    """Ask for the words."""
    ctx.enter(NAME, case=case_id)
    return prompt(ctx)


def answer(ctx: Context) -> Answer | None:
    """Keep the words; a button is about something else."""
    if ctx.pressed() == ("cancel", ""):
        return stop(ctx)
    if ctx.request.pressed or not ctx.request.text.strip():
        return None
    asked = talks.satisfaction_question(ctx.session, ctx.conversation, json_number(ctx.state["case"]))
    ctx.leave()
    if asked is not None:
        talks.comment_satisfaction(asked, ctx.request.text.strip(), ctx.now)
    return [ctx.reply(_("Thank you. I have passed your words on."))]


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the words."""
    return [
        ctx.reply(
            _("What would you like to tell us about it?"), buttons=(ctx.action(_("Nothing more"), "cancel"),)
        )
    ]


def stop(ctx: Context) -> list[Reply]:
    """No words."""
    ctx.leave()
    return [ctx.reply(_("All right. Thank you all the same!"))]
