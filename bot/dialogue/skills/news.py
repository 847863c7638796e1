"""Whether a member wants to hear of offers and events: asked by a button, withdrawn by one."""

from bot.dialogue.context import Context
from bot.dialogue.skills.members_only import members_only
from bot.dialogue.turn import Reply
from bot.ledger.members import broadcasts
from bot.ledger.models import Member
from bot.wording import _


@members_only
def choose_news(ctx: Context, member: Member) -> list[Reply]:
    """Say how it stands, or change it as the button says."""
    yes = ctx.button(_("Yes, keep me posted"), "news", v="1")
    no = ctx.button(_("No news, please"), "news", v="0")
    wanted = ctx.request.first("v")
    if wanted not in ("0", "1"):
        if member.news_agreed_at is not None:
            text = _("You get offers and news of the programme here. Shall it stay like that?")
        else:
            text = _(
                "Would you like to hear of offers and events of the programme here now and then? You can "
                "end it at any time."
            )
        return [ctx.reply(text, buttons=(yes, no))]
    broadcasts.agree(ctx.session, member, wanted == "1", ctx.now)
    if wanted == "1":
        return [ctx.reply(_("Thank you: you'll hear from us when there is something new."), buttons=(no,))]
    return [ctx.reply(_("All right, no more offers and news. Your points and receipts are not affected."))]
