"""Handing over to a person."""

from bot.dialogue import desk_words
from bot.dialogue.context import Context
from bot.dialogue.intents import Command, MenuEntry, intent
from bot.dialogue.turn import Reply
from bot.ledger import talks
from bot.ledger.models import CaseReason
from bot.ledger.talks import Need
from bot.wording import Message, _

# Why a person is brought in, said first.
_FIRST: dict[CaseReason, Message] = {
    "angry": _("I am sorry that this has been so annoying."),
    "unanswered": _("I have no answer to that either, and I don't want to guess."),
}


@intent(
    "talk_to_human",
    means=_("Talk to a person"),
    menu=MenuEntry(8, _("👤 Talk to a person")),
    command=Command(8, "person", _("Talk to a person")),
    courtesy=True,
    own_matter=True,
)
def talk_to_human(ctx: Context, reason: CaseReason = "asked") -> list[Reply]:
    """Open a case for customer service (or say that one is open already)."""
    urgency = talks.URGENT_PRIORITY if reason == "angry" else talks.USUAL_PRIORITY
    case, opened = talks.open_case(ctx.session, ctx.conversation, Need(reason, priority=urgency), now=ctx.now)
    unanswered = {"unanswered": True} if reason == "unanswered" else {}
    return [desk_words.passed_on(ctx, case, opened, first=_FIRST.get(reason), custom=unanswered)]


def soothe(ctx: Context) -> list[Reply]:
    """The member is angry: a person is brought in at once."""
    return talk_to_human(ctx, "angry")
