"""Linking and leaving."""

from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import close_account, link
from bot.dialogue.intents import intent
from bot.dialogue.skills.members_only import members_only
from bot.ledger.models import Member
from bot.wording import _


@intent("link_account", means=_("Link my membership"), own_matter=True)
def link_account(ctx: Context) -> Answer:
    """Link a membership; say which one is linked already."""
    if ctx.member and not ctx.request.first("again"):
        return [
            ctx.reply(
                _("Your membership {number} is linked here. Shall I link another one instead?"),
                number=ctx.member.number,
                buttons=(ctx.button(_("Link another membership"), "link_account", again="1"),),
            )
        ]
    return link.begin(ctx)


@intent("delete_account", means=_("Delete my account"), needs=close_account.NEEDS)
@members_only
def delete_account(ctx: Context, member: Member) -> Answer:
    """Explain what deleting means and ask for a confirmation."""
    return close_account.begin(ctx, member)
