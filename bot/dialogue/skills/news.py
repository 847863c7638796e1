"""Whether a member wants to hear of offers and events."""

from bot.dialogue.context import Context
from bot.dialogue.flows import news
from bot.dialogue.intents import MenuEntry, intent
from bot.dialogue.skills.members_only import members_only
from bot.dialogue.turn import Reply
from bot.ledger.models import Member
from bot.wording import _


@intent("news", menu=MenuEntry(6, _("🔔 Offers and news")))
@members_only
def choose_news(ctx: Context, member: Member) -> list[Reply]:
    """Ask, or do as the button says."""
    wanted = ctx.request.first("v")
    if wanted in ("0", "1"):
        return news.choose(ctx, member, wanted == "1")
    return news.begin(ctx, member)
