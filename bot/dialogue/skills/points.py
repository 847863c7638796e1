"""Balance, lapse dates and tier of the linked member, straight from the engine."""

from bot.dialogue import shown
from bot.dialogue.cases import talk
from bot.dialogue.context import Answer, Context
from bot.dialogue.intents import Command, MenuEntry, intent
from bot.dialogue.skills.members_only import members_only
from bot.dialogue.stated import stated
from bot.dialogue.turn import Reply
from bot.ledger import points
from bot.ledger.models import Member
from bot.programmes import Needs
from bot.rules import BalanceFigures, Decision
from bot.wording import _

POINTS = Needs("the balance", kinds=("balance",))
TIERS = Needs("the tier", kinds=("tier",))


@intent(
    "check_balance",
    means=_("See my points"),
    menu=MenuEntry(2, _("⭐ My points")),
    command=Command(3, "points", _("My points and when they lapse")),
    needs=POINTS,
    tells=True,
    own_matter=True,
    aside=True,
)
@members_only
def check_balance(ctx: Context, member: Member) -> Answer:
    """How many points there are, and when each part of them lapses."""
    decision = points.balance(ctx.session, ctx.services.engine, member, ctx.now)
    lots = decision.figures.lots
    if lots and len(lots) == 1:
        text = _("You have {points:points}, which you can use until {day}.")
        said = ctx.say(text, points=decision.figures.balance, day=lots[0].expires_on)
    else:
        said = ctx.say(_("You have {points:points}."), points=decision.figures.balance)
    shown.note_decision(ctx, decision, expires_on=lots[0].expires_on if lots else None)
    return [_with_lots(ctx, said, decision)]


@intent("check_expiry", means=_("See when my points lapse"), needs=POINTS, tells=True, own_matter=True)
@members_only
def check_expiry(ctx: Context, member: Member) -> Answer:
    """When the next points lapse."""
    decision = points.balance(ctx.session, ctx.services.engine, member, ctx.now)
    lots = decision.figures.lots
    if not lots:
        return [ctx.reply(_("You have no points at the moment, so none can lapse."), custom=stated(decision))]
    if len(lots) == 1:
        text = ctx.say(
            _("All your {points:points} can be used until {day}; after that day they lapse."),
            points=lots[0].points,
            day=lots[0].expires_on,
        )
    else:
        text = ctx.say(
            _("{points:plain} of your {balance:points} can be used until {day}; after that day they lapse."),
            points=lots[0].points,
            balance=decision.figures.balance,
            day=lots[0].expires_on,
        )
    shown.note_decision(ctx, decision, expires_on=lots[0].expires_on)
    return [_with_lots(ctx, text, decision)]


@intent("check_tier", means=_("See my membership tier"), needs=TIERS, tells=True)
@members_only
def check_tier(ctx: Context, member: Member) -> Answer:
    """The tier, since when, and what the next one takes."""
    decision = points.tier(ctx.session, ctx.services.engine, member, ctx.now)
    figures = decision.figures
    pack = ctx.services.engine.pack(member.programme)
    higher = pack.tier("elite")
    text = ctx.say(
        _("You are a {tier} member since {since}."),
        tier=pack.tier(figures.tier or member.tier),
        since=figures.since,
    )
    if figures.tier == "elite":
        text += "\n" + (
            ctx.say(
                _("Your {higher} year runs until {until}. Collect {points:points} more by then to renew it."),
                higher=higher,
                until=figures.until,
                points=figures.needed,
            )
            if figures.needed
            else ctx.say(
                _("Your {higher} year runs until {until}, and you already have the points to renew it."),
                higher=higher,
                until=figures.until,
            )
        )
    elif figures.by:
        text += "\n" + ctx.say(
            _("{points:points} more by {by} take you to {higher}."),
            higher=higher,
            points=figures.needed,
            by=figures.by,
        )
    else:
        text += "\n" + ctx.say(
            _("{points:points} more take you to {higher}."), points=figures.needed, higher=higher
        )
    shown.note_decision(ctx, decision)
    talk.open_to(ctx, "tier", member.programme)
    return [ctx.reply(text, custom=stated(decision))]


def _with_lots(ctx: Context, text: str, decision: Decision[BalanceFigures]) -> Reply:
    lines = [
        ctx.say(_("• {points:points} until {day}"), points=lot.points, day=lot.expires_on)
        for lot in (decision.figures.lots or () if len(decision.figures.lots or ()) > 1 else ())
    ]
    buttons = (
        ctx.button(_("🎁 Rewards"), "browse_rewards"),
        ctx.button(_("📷 Send a receipt"), "upload_receipt"),
    )
    return ctx.reply("\n".join([text, *lines]), buttons=buttons, custom=stated(decision))
