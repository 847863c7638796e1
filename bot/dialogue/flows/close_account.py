"""Asking for the account to be deleted: what it costs, a confirmation, a request on record."""

import re

from bot.dialogue import consent, shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.json_values import json_number
from bot.ledger import members, points
from bot.ledger.models import Member
from bot.programmes import Needs
from bot.text import fold_typed
from bot.understanding.asking import asked
from bot.wording import Message, _

NAME = "close_account"
LINGERS = True

NEEDS = Needs("closing accounts", kinds=("join",), roles=("closing_account",))

# How the question is put again: never twice in a row in the same words.
_ASKS: tuple[Message, ...] = (
    _("Please press the button if your account is really to be deleted."),
    _("Nothing is deleted yet. Say “yes” if I shall ask for your account to be deleted, or “no” to keep it."),
)
# What becomes of the points with the account.
_POINTS_THEN = re.compile(
    r"(?<![a-z])(?:what (?:happens?|about|becomes?|will happen)|lose|lost|gone|keep|disappear)(?![a-z])"
    r".{0,24}(?:points|pts)|(?:points|pts)(?![a-z]).{0,20}(?:lost|gone|disappear|kept|forfeit\w*)|"
    r"分.{0,4}(?:[点怎][样办]?|会点|冇|没|消失|清零|仲|还|作废|唔见|不见)|(?:冇|没).{0,4}分"
)


def begin(ctx: Context, member: Member) -> list[Reply]:
    """Say what would be lost, and ask."""
    clause = _clause(ctx, member)
    ctx.enter(NAME)
    text = "\n\n".join(
        (
            ctx.services.words.clause(clause, ctx.language),
            ctx.say(
                _("You have {points:points} now. Shall I ask for your account to be deleted?"),
                points=_held(ctx, member),
            ),
        )
    )
    return [ctx.reply(text, buttons=_choice(ctx), custom={"clauses": [clause]})]


def answer(ctx: Context) -> Answer | None:
    """Yes or no to the deletion."""
    if ctx.member and consent.given(ctx, "delete", _choice(ctx)[0]):
        due = members.request_deletion(ctx.session, ctx.services.engine, ctx.member, ctx.now)
        ctx.leave()
        shown.note(ctx, shown.ShownEnd("deleted"))
        return [
            ctx.reply(
                _(
                    "Your request is on record. Your account will be deleted by {day}; until then a "
                    "colleague can stop it."
                ),
                day=due,
                custom={"clauses": [_clause(ctx, ctx.member)], "effect": "deleted"},
            )
        ]
    if ctx.pressed() == ("cancel", "") or consent.refused(ctx):
        return consent.ended(ctx, stop)
    if consent.says_yes(ctx, "delete"):
        return prompt(ctx)
    unsure = ctx.request.intent in ("affirm", "delete_account")
    return _about(ctx) or (prompt(ctx) if unsure else None)


def prompt(ctx: Context) -> list[Reply]:
    """Ask again."""
    times = json_number(ctx.state.get("asked", 0))
    ctx.keep(asked=times + 1)
    return [ctx.reply(_ASKS[times % len(_ASKS)], buttons=_choice(ctx))]


def stop(ctx: Context) -> list[Reply]:
    """Keep the account."""
    shown.note(ctx, shown.ShownEnd("kept"))
    ctx.leave()
    return [ctx.reply(_("Good: your account stays as it is."))]


def _about(ctx: Context) -> list[Reply]:
    """The answer to a question or a doubt about deleting, and the question once more."""
    if ctx.request.pressed or ctx.member is None:
        return []
    clause = _clause(ctx, ctx.member)
    custom = {"clauses": [clause]}
    if _POINTS_THEN.search(fold_typed(ctx.request.text).text):
        text = _("Your {points:points} would be lost with the account. Nothing is deleted yet.")
        return [ctx.reply(text, points=_held(ctx, ctx.member), custom=custom), *prompt(ctx)]
    question = asked(ctx.request.text)
    if question is None or consent.own_account(ctx):
        return []
    if question == "undo":
        text = _("Until it is carried out a colleague can stop it; after that it cannot be undone.")
        return [ctx.reply(text, custom=custom), *prompt(ctx)]
    if question in ("left", "price", "hesitates", "sure"):
        text = _("There is no hurry, and nothing is deleted yet. Your {points:points} would be lost with it.")
        return [ctx.reply(text, points=_held(ctx, ctx.member), custom=custom), *prompt(ctx)]
    return [ctx.reply(ctx.services.words.clause(clause, ctx.language), custom=custom), *prompt(ctx)]


def _held(ctx: Context, member: Member) -> int:
    return points.balance(ctx.session, ctx.services.engine, member, ctx.now).figures.balance or 0


def _clause(ctx: Context, member: Member) -> str:
    """The clause that says how an account is deleted and what becomes of its points."""
    return ctx.services.engine.pack(member.programme).role("closing_account").id


def _choice(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("Yes, delete it"), "confirm"), ctx.action(_("Keep my account"), "cancel")
