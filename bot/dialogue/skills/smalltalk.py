"""Hello, thanks, goodbye, help, and answers to nothing."""

from collections.abc import Mapping

from bot.dialogue import intents, shown
from bot.dialogue.context import Context
from bot.dialogue.intents import Command, intent
from bot.dialogue.skills import rules
from bot.dialogue.turn import Button, Reply
from bot.languages import Language
from bot.programmes import Needs
from bot.wording import Message, _

_HELLO = _("Hello! I help members of {programmes}.")
_LINK_FOR_ALL = _(
    "Ask me about the rules, or link your {membership} to see your points, send receipts and redeem rewards."
)
_LINK = _("Ask me about the rules, or link your {membership}.")

# What help gives as examples, and what a programme must have for them.
_EXAMPLES: tuple[tuple[Message, Needs], ...] = (
    (_("• “How many points do I have, and when do they lapse?”"), Needs("points", kinds=("balance",))),
    (_("• “Does lunch at a restaurant count if I pay by Octopus?”"), Needs("purchases")),
    (_("• “I want free parking.”"), Needs("parking", rules=(("redeem", "parking_for_points"),))),
)

# How well a rule must fit a question about something that is not to be had here.
_RULES_FIT = 0.3

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
    home = ctx.services.home
    menu = tuple(ctx.button(title, name) for title, name in intents.menu(home))
    return menu if ctx.member else (ctx.button(_("🔗 Link my membership"), "link_account"), *menu)


@intent("greet", command=Command(1, "start", _("Start")), courtesy=True)
@intent("start")
def greet(ctx: Context) -> list[Reply]:
    """Say who we are and what can be done here."""
    if ctx.member:
        text = ctx.say(_("Hello {name}! What can I do for you?"), name=ctx.addressee)
    else:
        home = ctx.services.home
        linking = _LINK_FOR_ALL if home.offers("balance", "earn", "redeem") else _LINK
        membership = home.chat.membership.by_language()
        text = ctx.join(ctx.say(_HELLO, programmes=programmes(ctx)), ctx.say(linking, membership=membership))
    return [ctx.reply(text, buttons=offers(ctx))]


def here(ctx: Context) -> list[Reply]:
    """Somebody asks whether anybody is there."""
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    return [ctx.reply(_("Yes, I am here: the chat assistant. What can I do for you?"), buttons=(person,))]


def left_alone(ctx: Context) -> list[Reply]:
    """Something was named only to say that it is not wanted."""
    return [ctx.reply(_("All right, I leave that. What can I do for you instead?"), buttons=offers(ctx))]


@intent(
    "help",
    means=_("See what you can do"),
    command=Command(2, "help", _("What I can do")),
    own_matter=True,
)
def assist(ctx: Context) -> list[Reply]:
    """Explain how to work with the bot."""
    home = ctx.services.home
    examples = [ctx.say(example) for example, needs in _EXAMPLES if needs.apply_to(home)]
    stop = ctx.say(_("Say “stop” to leave whatever we are doing."))
    photos = ctx.say(_("Or send a photo of a shop receipt together with its payment slip."))
    last = ctx.join(photos, stop) if home.offers("earn") else stop
    begin = ctx.say(_("You can write to me as you would to a person, for example:"))
    return [ctx.reply("\n".join([begin, *examples, last]), buttons=offers(ctx))]


def not_offered(ctx: Context) -> list[Reply]:
    """The home programme has nothing of what was asked for; the rules of another may answer a question."""
    if not ctx.request.pressed and rules.fit(ctx) >= _RULES_FIT:
        return rules.answer_question(ctx)
    called = ctx.services.home.chat.called.by_language()
    text = ctx.say(_("{programme} has nothing of that kind. What can I do for you?"), programme=called)
    return [ctx.reply(text, buttons=offers(ctx))]


def programmes(ctx: Context) -> list[Mapping[Language, str]]:
    """What the programmes are called, the one whose members link here first."""
    home = ctx.services.home
    others = [other for other in ctx.services.programmes if other is not home]
    return [programme.chat.called.by_language() for programme in (home, *others)]


@intent("thank", courtesy=True)
def thank(ctx: Context) -> list[Reply]:
    """You're welcome."""
    return [ctx.reply(_("You're welcome! Anything else?"))]


@intent("goodbye", courtesy=True)
def goodbye(ctx: Context) -> list[Reply]:
    """Until next time."""
    return [ctx.reply(_("Goodbye, and see you at the mall!"))]


@intent("affirm", courtesy=True)
@intent("deny", courtesy=True)
@intent("stop", command=Command(9, "stop", _("Leave what we are doing")), courtesy=True)
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
