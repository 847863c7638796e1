"""The catalogue of rewards, and the vouchers that a member holds."""

import re
from collections.abc import Callable

from bot.dialogue import about_offer, offers, shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import redeem
from bot.dialogue.intents import Command, MenuEntry, intent
from bot.dialogue.skills.members_only import members_only
from bot.dialogue.turn import Reply
from bot.dialogue.voucher_card import voucher_reply
from bot.ledger import rewards
from bot.ledger.models import Member, Reward
from bot.programmes import Needs
from bot.understanding.asking import asked
from bot.wording import _, n_

Skill = Callable[[Context], Answer]

# Words that name a reward stand in a message of at most so many characters.
_SHORT = 60
# Kinds whose names say what they are; parking and vouchers are asked about in many other ways.
_BY_NAME_ALONE = ("gift", "gift_voucher")
_WANTS = re.compile(
    r"\b(?:want|need|redeem|get|take|give me|i'?d like|please|pls)\b|想|要|換|换|攞|兌|兑", re.IGNORECASE
)


REWARDS = Needs("rewards", kinds=("redeem",))


@intent(
    "browse_rewards",
    means=_("See the rewards"),
    menu=MenuEntry(3, _("🎁 Rewards")),
    command=Command(5, "rewards", _("Rewards to redeem")),
    needs=REWARDS,
    tells=True,
)
def browse(ctx: Context) -> list[Reply]:
    """What can be redeemed, with prices in points; of a reward that is named, all about it."""
    choice = offers.visible(ctx, ctx.member)
    meant = [] if ctx.request.pressed else offers.named(ctx, choice)
    if len(meant) == 1:
        return [describe(ctx, meant[0])]
    return [offers.catalogue(ctx, meant or choice, ctx.say(_("These rewards are available now:")))]


def describe(ctx: Context, reward: Reward) -> Reply:
    """One reward: its price, what it is, how many are left."""
    shown.note(ctx, shown.ShownOffer(reward.id))
    lines = [ctx.say(_("{name}: {points:points}."), name=reward.names, points=reward.points)]
    if about := reward.descriptions.get(ctx.language):
        lines.append(about)
    if reward.stock is not None:
        left = n_("{count} is left.", "{count} are left.")
        lines.append(ctx.say(left if reward.stock > 0 else _("It is sold out."), count=reward.stock))
    buttons = (ctx.button(_("✅ Redeem"), "redeem", reward=reward.id),) if reward.stock != 0 else ()
    return ctx.reply(
        "\n".join(lines), buttons=buttons, custom={"clauses": about_offer.catalogue_clauses(ctx)}
    )


def named_alone(ctx: Context) -> Skill | None:
    """The skill for words that name one reward and little else: by its place in the list just shown, by its
    number there, or by a word of its name that no other has."""
    if ctx.request.pressed or len(ctx.request.text) > _SHORT or ctx.request.first("merchant") is not None:
        return None
    known = offers.visible(ctx, ctx.member)
    listed = shown.newest(ctx)
    if isinstance(listed, shown.ShownOffers) and asked(ctx.request.text) is None:
        choice = [offer for offer in known if offer.id in listed.rewards]
        if len(offers.named(ctx, choice)) == 1:
            return redeem_offer
    if len(meant := offers.called(ctx.request.text, known)) != 1 or meant[0].kind not in _BY_NAME_ALONE:
        return None
    return redeem_offer if _WANTS.search(ctx.request.text) and asked(ctx.request.text) is None else browse


@intent("redeem_parking", means=_("Redeem free parking"), needs=REWARDS)
@members_only
def redeem_parking(ctx: Context, member: Member) -> Answer:
    """Redeem free parking: pick an offer, confirm, get the voucher."""
    return redeem.begin(ctx, member, kinds=("parking", "elite_parking"))


@intent("redeem_evoucher", means=_("Redeem an e-shopping voucher"), needs=REWARDS)
@members_only
def redeem_evoucher(ctx: Context, member: Member) -> Answer:
    """Redeem an e-shopping voucher (or a gift): pick, confirm, get it."""
    return redeem.begin(ctx, member, kinds=("evoucher", "gift", "gift_voucher"))


@intent("redeem", needs=REWARDS)
@members_only
def redeem_offer(ctx: Context, member: Member) -> Answer:
    """Redeem the one reward whose button was pressed, or that the words name."""
    return redeem.begin(ctx, member, kinds=offers.KINDS)


@intent(
    "check_vouchers",
    means=_("See my vouchers"),
    menu=MenuEntry(4, _("🎟 My vouchers")),
    command=Command(6, "vouchers", _("My vouchers")),
    needs=REWARDS,
)
@members_only
def check_vouchers(ctx: Context, member: Member) -> Answer:
    """What is held, until when; a button each shows the code."""
    held = rewards.held_vouchers(ctx.session, member, ctx.now)
    if not held:
        return [
            ctx.reply(
                _("You hold no vouchers at the moment."),
                buttons=(ctx.button(_("🎁 Rewards"), "browse_rewards"),),
            )
        ]
    shown.note(ctx, shown.ShownVouchers(tuple(voucher.code for voucher in held)))
    lines = [ctx.say(n_("You hold {count} voucher:", "You hold {count} vouchers:"), count=len(held))]
    lines += [
        ctx.say(_("• {name}, last day {day}"), name=voucher.reward.names, day=voucher.valid_until)
        for voucher in held
    ]
    buttons = tuple(
        ctx.button(ctx.say(_("Show code: {name}"), name=voucher.reward.names), "show_voucher", v=voucher.code)
        for voucher in held
    )
    return [ctx.reply("\n".join(lines), buttons=buttons)]


@intent("show_voucher", needs=REWARDS)
@members_only
def show_voucher(ctx: Context, member: Member) -> Answer:
    """The code of one voucher, good for a short time."""
    code = str(ctx.request.first("v") or "")
    voucher = next(
        (held for held in rewards.held_vouchers(ctx.session, member, ctx.now) if held.code == code), None
    )
    if voucher is None:
        return [ctx.reply(_("You don't hold that voucher any more: it was used, or its last day is over."))]
    shown.note(ctx, shown.ShownVouchers((voucher.code,)))
    return [voucher_reply(ctx, voucher)]
