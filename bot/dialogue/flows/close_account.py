"""Asking for the account to be deleted: what it costs, a confirmation, a request on record."""

import re

from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.ledger.members import linking as members
from bot.ledger.models import Member
from bot.ledger.points import entries as points
from bot.wording import _

NAME = "close_account"
LINGERS = False

# The clause that says how an account is deleted and what becomes of its points.
_CLAUSE = "festival-walk/membership.10"

# "Don't delete it" speaks of deleting, and is a no all the same.
_NOT = re.compile(r"\b(don'?t|do not|not)\b|唔好|唔刪|唔删|不要|不刪|不删|別|别", re.IGNORECASE)


def begin(ctx: Context, member: Member) -> list[Reply]:
    """Say what would be lost, and ask."""
    balance = points.balance(ctx.session, ctx.services.engine, member, ctx.now).figures.balance
    ctx.enter(NAME)
    text = "\n\n".join(
        (
            ctx.services.words.clause(_CLAUSE, ctx.language),
            ctx.say(
                _("You have {points:points} now. Shall I ask for your account to be deleted?"), points=balance
            ),
        )
    )
    return [ctx.reply(text, buttons=_choice(ctx), custom={"clauses": [_CLAUSE]})]


def answer(ctx: Context) -> Answer | None:
    """Yes or no to the deletion. Only the button says yes: a stray "ok" must not cost anybody their "
    "points."""
    action, _argument = ctx.pressed() or (ctx.request.intent, "")
    if action == "confirm" and ctx.member:
        due = members.request_deletion(ctx.session, ctx.services.engine, ctx.member, ctx.now)
        ctx.leave()
        return [
            ctx.reply(
                _(
                    "Your request is on record. Your account will be deleted by {day}; until then a "
                    "colleague can stop it."
                ),
                day=due,
                custom={"clauses": [_CLAUSE]},
            )
        ]
    if action in ("cancel", "deny") or (not ctx.request.pressed and _NOT.search(ctx.request.text)):
        return stop(ctx)
    return prompt(ctx) if action == "affirm" else None


def prompt(ctx: Context) -> list[Reply]:
    """Ask again."""
    return [
        ctx.reply(_("Please press the button if your account is really to be deleted."), buttons=_choice(ctx))
    ]


def stop(ctx: Context) -> list[Reply]:
    """Keep the account."""
    ctx.leave()
    return [ctx.reply(_("Good: your account stays as it is."))]


def _choice(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("Yes, delete it"), "confirm"), ctx.action(_("Keep my account"), "cancel")
