"""The catalogue of rewards, and the vouchers that a member holds."""

from typing import get_args

from bot.dialogue import shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import redeem
from bot.dialogue.skills.members_only import members_only
from bot.dialogue.turn import Reply
from bot.ledger.models import Member, RewardKind
from bot.ledger.rewards import redeeming as rewards
from bot.ledger.rewards import vouchers
from bot.wording import _, n_


def browse(ctx: Context) -> list[Reply]:
    """What can be redeemed, with prices in points."""
    offers = rewards.offers(ctx.session, ctx.services.home_programme)
    return [redeem.catalogue(ctx, offers, ctx.say(_("These rewards are available now:")))]


@members_only
def redeem_parking(ctx: Context, member: Member) -> Answer:
    """Redeem free parking: pick an offer, confirm, get the voucher."""
    return redeem.begin(ctx, member, kinds=("parking", "elite_parking"))


@members_only
def redeem_evoucher(ctx: Context, member: Member) -> Answer:
    """Redeem an e-shopping voucher (or a gift): pick, confirm, get it."""
    return redeem.begin(ctx, member, kinds=("evoucher", "gift", "gift_voucher"))


@members_only
def redeem_offer(ctx: Context, member: Member) -> Answer:
    """Redeem the one reward whose button was pressed."""
    return redeem.begin(ctx, member, kinds=get_args(RewardKind))


@members_only
def check_vouchers(ctx: Context, member: Member) -> Answer:
    """What is held, until when; a button each shows the code."""
    held = vouchers.held(ctx.session, member, ctx.now)
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


@members_only
def show_voucher(ctx: Context, member: Member) -> Answer:
    """The code of one voucher, good for a short time."""
    code = str(ctx.request.first("v") or "")
    voucher = next((held for held in vouchers.held(ctx.session, member, ctx.now) if held.code == code), None)
    if voucher is None:
        return [ctx.reply(_("You don't hold that voucher any more: it was used, or its last day is over."))]
    return [redeem.voucher_reply(ctx, voucher)]
