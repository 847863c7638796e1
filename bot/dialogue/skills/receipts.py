"""Receipts: sending one, and what became of those sent."""

from bot.dialogue import shown
from bot.dialogue.context import Answer, Context
from bot.dialogue.flows import another_photo, upload, verdict
from bot.dialogue.intents import Command, MenuEntry, intent
from bot.dialogue.outcome import ANOTHER_PHOTO
from bot.dialogue.skills.members_only import members_only
from bot.ledger import receipts
from bot.ledger.models import Member, Receipt
from bot.programmes import Needs
from bot.wording import Message, Money, _

_LATEST = 5

_STATES: dict[str, Message] = {
    "received": _("received"),
    "read": _("read"),
    "awaiting_confirmation": _("waiting for you to confirm what I read"),
    "awaiting_review": _("being checked by a colleague"),
    "awaiting_photo": _("waiting for another photo from you"),
    "approved": _("approved, the points are on their way"),
    "credited": _("credited: {points:points}"),
    "rejected": _("not accepted"),
}


RECEIPTS = Needs("receipts", kinds=("earn",))


@intent(
    "upload_receipt",
    means=_("Send a receipt"),
    menu=MenuEntry(1, _("📷 Send a receipt")),
    command=Command(4, "receipt", _("Send a receipt")),
    needs=RECEIPTS,
    own_matter=True,
)
def upload_receipt(ctx: Context) -> Answer:
    """Send a receipt, or go on with the one in hand."""
    return upload.begin(ctx)


@intent("check_receipt", means=_("See what became of a receipt"), needs=RECEIPTS, own_matter=True)
@members_only
def check_receipt(ctx: Context, member: Member) -> Answer:
    """The member's latest sets and their states."""
    found = [receipt for receipt in receipts.of_member(ctx.session, member) if receipt.state in _STATES][
        :_LATEST
    ]
    upload_button = ctx.button(_("📷 Send a receipt"), "upload_receipt")
    if not found:
        return [ctx.reply(_("You have not sent any receipts yet."), buttons=(upload_button,))]
    shown.note(ctx, shown.ShownReceipts(tuple(receipt.id for receipt in found)))
    lines = [ctx.say(_("Your latest receipts:")), *(_line(ctx, receipt) for receipt in found)]
    objections = tuple(
        ctx.button(
            ctx.say(_("Look again: {merchant}"), merchant=str(receipt.facts.get("merchant", ""))),
            "object",
            r=str(receipt.id),
        )
        for receipt in found
        if receipt.state == "rejected"
    )
    waiting = tuple(
        ctx.button(ANOTHER_PHOTO, "another_photo", r=str(receipt.id))
        for receipt in found
        if receipt.state == "awaiting_photo"
    )
    return [ctx.reply("\n".join(lines), buttons=(*waiting, *objections, upload_button))]


@intent("object", needs=RECEIPTS)
@members_only
def object_to(ctx: Context, member: Member) -> Answer:
    """Have a person look at a rejected set of this member again."""
    number = str(ctx.request.first("r") or "")
    receipt = ctx.session.get(Receipt, int(number)) if number.isdecimal() else None
    if receipt is None or receipt.member_id != member.id:
        return check_receipt(ctx)
    return verdict.object_to(ctx, receipt)


@intent("another_photo", needs=RECEIPTS)
@members_only
def send_another_photo(ctx: Context, member: Member) -> Answer:
    """Wait for the photo that staff asked for."""
    receipt = another_photo.awaited(ctx, ctx.request.first("r"))
    return another_photo.begin(ctx, receipt) if receipt is not None else check_receipt(ctx)


@intent("no_photo", needs=RECEIPTS)
@members_only
def no_other_photo(ctx: Context, member: Member) -> Answer:
    """Staff asked for a photo that there is not."""
    receipt = another_photo.awaited(ctx, ctx.request.first("r"))
    return another_photo.give_up(ctx, receipt) if receipt is not None else check_receipt(ctx)


def _line(ctx: Context, receipt: Receipt) -> str:
    state = ctx.say(_STATES[receipt.state], points=receipt.points or 0)
    shop = str(receipt.facts.get("merchant") or ctx.say(_("unknown shop")))
    if receipt.issued_on is None or receipt.total is None:
        return ctx.say(_("• {shop}: {state}"), shop=shop, state=state)
    return ctx.say(
        _("• {shop}, {day:short}, {total}: {state}"),
        shop=shop,
        day=receipt.issued_on,
        total=Money(receipt.total),
        state=state,
    )
