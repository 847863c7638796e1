"""Hello, thanks, goodbye, help, and answers to nothing."""

from bot.dialogue import shown
from bot.dialogue.context import Context
from bot.dialogue.turn import Button, Reply
from bot.wording import Message, _

# What help offers, in the order members need it: title and intent.
_OFFERS: tuple[tuple[Message, str], ...] = (
    (_("📷 Send a receipt"), "upload_receipt"),
    (_("⭐ My points"), "check_balance"),
    (_("🎁 Rewards"), "browse_rewards"),
    (_("🎟 My vouchers"), "check_vouchers"),
    (_("❓ Programme rules"), "faq"),
    (_("🔔 Offers and news"), "news"),
    (_("🌐 Language"), "change_language"),
    (_("👤 Talk to a person"), "talk_to_human"),
)


# What a yes that comes too late hears, by how the proposal ended.
_ENDED: dict[str, Message] = {
    "redeemed": _("{what} is redeemed already, and nothing was done twice. What else can I do for you?"),
    "submitted": _("Your receipt is handed in already, and nothing was done twice. What else can I do?"),
    "unlinked": _("The membership is off this chat already. What else can I do for you?"),
    "deleted": _("Your request to delete the account is on record already. What else can I do for you?"),
    "subscribed": _("You are signed up for news already. What else can I do for you?"),
    "refused": _("{what} was not redeemed, and nothing is open now. If you want it after all, just ask."),
    "kept": _("We had left that, and nothing is open now. What can I do for you?"),
}


def offers(ctx: Context) -> tuple[Button, ...]:
    """The buttons of the main menu; linking comes first for a guest."""
    menu = tuple(ctx.button(title, intent) for title, intent in _OFFERS)
    return menu if ctx.member else (ctx.button(_("🔗 Link my membership"), "link_account"), *menu)


def greet(ctx: Context) -> list[Reply]:
    """Say who we are and what can be done here."""
    if ctx.member:
        text = ctx.say(_("Hello {name}! What can I do for you?"), name=ctx.addressee)
    else:
        text = ctx.say(
            _(
                "Hello! I help members of My FESTIVAL, Cityplaza's Shopping Reward and Alipay at K11. "
                "Ask me about the rules, or link your My FESTIVAL membership to see your points, "
                "send receipts and redeem rewards."
            )
        )
    return [ctx.reply(text, buttons=offers(ctx))]


def here(ctx: Context) -> list[Reply]:
    """Somebody asks whether anybody is there."""
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    return [ctx.reply(_("Yes, I am here: the chat assistant. What can I do for you?"), buttons=(person,))]


def left_alone(ctx: Context) -> list[Reply]:
    """Something was named only to say that it is not wanted."""
    return [ctx.reply(_("All right, I leave that. What can I do for you instead?"), buttons=offers(ctx))]


def assist(ctx: Context) -> list[Reply]:
    """Explain how to work with the bot."""
    text = ctx.say(
        _(
            "You can write to me as you would to a person, for example:\n"
            "• “How many points do I have, and when do they lapse?”\n"
            "• “Does lunch at a restaurant count if I pay by Octopus?”\n"
            "• “I want free parking.”\n"
            "Or send a photo of a shop receipt together with its payment slip. "
            "Say “stop” to leave whatever we are doing."
        )
    )
    return [ctx.reply(text, buttons=offers(ctx))]


def thank(ctx: Context) -> list[Reply]:
    """You're welcome."""
    return [ctx.reply(_("You're welcome! Anything else?"))]


def goodbye(ctx: Context) -> list[Reply]:
    """Until next time."""
    return [ctx.reply(_("Goodbye, and see you at the mall!"))]


def nothing_open(ctx: Context) -> list[Reply]:
    """A yes, a no or a stop while nothing is being asked; what a late yes was for is named."""
    end = shown.last(ctx, shown.ShownEnd)
    if end is not None and ctx.request.intent == "affirm":
        what = end.of.get(ctx.language, "")
        return [ctx.reply(_ENDED[end.how], what=what, buttons=offers(ctx))]
    return [
        ctx.reply(
            _("There is nothing open between us at the moment. What can I do for you?"), buttons=offers(ctx)
        )
    ]
