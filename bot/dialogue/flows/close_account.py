"""Asking for the account to be deleted: what it costs, a confirmation, a request on record."""

from bot.dialogue import consent
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.ledger import members, points
from bot.ledger.models import Member
from bot.programmes import Needs
from bot.wording import _

NAME = "close_account"
LINGERS = False

NEEDS = Needs("closing accounts", kinds=("join",), roles=("closing_account",))


def begin(ctx: Context, member: Member) -> list[Reply]:
    """Say what would be lost, and ask."""
    clause = _clause(ctx, member)
    balance = points.balance(ctx.session, ctx.services.engine, member, ctx.now).figures.balance
    ctx.enter(NAME)
    text = "\n\n".join(
        (
            ctx.services.words.clause(clause, ctx.language),
            ctx.say(
                _("You have {points:points} now. Shall I ask for your account to be deleted?"), points=balance
            ),
        )
    )
    return [ctx.reply(text, buttons=_choice(ctx), custom={"clauses": [clause]})]


def answer(ctx: Context) -> Answer | None:
    """Yes or no to the deletion."""
    if ctx.member and consent.given(ctx, "delete", _choice(ctx)[0]):
        due = members.request_deletion(ctx.session, ctx.services.engine, ctx.member, ctx.now)
        ctx.leave()
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
        return stop(ctx)
    unsure = ctx.request.intent in ("affirm", "delete_account") or consent.says_yes(ctx, "delete")
    return prompt(ctx) if unsure else None


def prompt(ctx: Context) -> list[Reply]:
    """Ask again."""
    return [
        ctx.reply(_("Please press the button if your account is really to be deleted."), buttons=_choice(ctx))
    ]


def stop(ctx: Context) -> list[Reply]:
    """Keep the account."""
    ctx.leave()
    return [ctx.reply(_("Good: your account stays as it is."))]


def _clause(ctx: Context, member: Member) -> str:
    """The clause that says how an account is deleted and what becomes of its points."""
    return ctx.services.engine.pack(member.programme).role("closing_account").id


def _choice(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("Yes, delete it"), "confirm"), ctx.action(_("Keep my account"), "cancel")
