"""Whether a member wants to hear of offers and events: asked first, withdrawn by a button at any time."""

from bot.dialogue import consent, shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.ledger import members
from bot.ledger.models import Member
from bot.understanding.asking import asked
from bot.wording import _

NAME = "news"
LINGERS = True


def begin(ctx: Context, member: Member) -> list[Reply]:
    """Say how it stands, and ask."""
    ctx.enter(NAME)
    if member.news_agreed_at is not None:
        text = _("You get offers and news of the programme here. Shall it stay like that?")
    else:
        text = _(
            "Would you like to hear of offers and events of the programme here now and then? You can "
            "end it at any time."
        )
    return [ctx.reply(text, buttons=(_yes(ctx), _no(ctx)))]


def answer(ctx: Context) -> Answer | None:
    """Yes or no to news."""
    member = ctx.member
    if member is None or ctx.request.intent == NAME:
        return None  # the buttons act whether this runs or not
    if consent.given(ctx, "subscribe", _yes(ctx)):
        return choose(ctx, member, True)
    if consent.refused(ctx):
        return consent.ended(ctx, _decline)
    question = None if ctx.request.pressed else asked(ctx.request.text)
    if question is None and not consent.says_yes(ctx, "subscribe") and ctx.request.intent != "affirm":
        return None
    what = _("You would hear of new offers and events of the programme here, and can end it at any time.")
    return [ctx.reply(what, buttons=(_yes(ctx), _no(ctx)))]


def _decline(ctx: Context) -> list[Reply]:
    return choose(ctx, ctx.member, False) if ctx.member else []


def prompt(ctx: Context) -> list[Reply]:
    """Ask again."""
    return begin(ctx, ctx.member) if ctx.member else []


def stop(ctx: Context) -> list[Reply]:
    """Leave it as it stands."""
    ctx.leave()
    return [ctx.reply(_("All right, I leave that as it is."))]


def choose(ctx: Context, member: Member, wanted: bool) -> list[Reply]:
    """Do as the member says; that ends the question, if it was open."""
    if ctx.flow == NAME:
        ctx.leave()
    members.agree_to_news(ctx.session, member, wanted, ctx.now)
    if not wanted:
        text = _("All right, no more offers and news. Your points and receipts are not affected.")
        return [ctx.reply(text)]
    shown.note(ctx, shown.ShownEnd("subscribed"))
    text = _("Thank you: you'll hear from us when there is something new.")
    return [ctx.reply(text, buttons=(_no(ctx),), custom={"effect": "subscribed"})]


def _yes(ctx: Context) -> Button:
    return ctx.button(_("Yes, keep me posted"), "news", v="1")


def _no(ctx: Context) -> Button:
    return ctx.button(_("No news, please"), "news", v="0")
