"""A voucher as a member gets it: its code as a picture, its last day, where it is taken."""

import io

import segno

from bot.dialogue.context import Context
from bot.dialogue.offers import TAKEN_AT
from bot.dialogue.turn import Image, Reply
from bot.json_values import Json
from bot.ledger import rewards
from bot.ledger.models import Voucher
from bot.wording import _


def voucher_reply(ctx: Context, voucher: Voucher) -> Reply:
    """The voucher with the code that a shop checks."""
    token = rewards.current_token(voucher, ctx.services.voucher_key, ctx.now)
    text = ctx.say(
        _(
            "{name}\nLast day: {day}\nShow this code to the staff. It works only for a short time; ask me "
            "for a fresh one when you are there."
        ),
        name=voucher.reward.names,
        day=voucher.valid_until,
    )
    if taken_at := rewards.shops_taking(ctx.session, voucher.reward):
        text += "\n" + ctx.say(TAKEN_AT, shops=taken_at)
    custom: dict[str, Json] = {"voucher": voucher.code, "token": token}
    if address := _page_of(ctx, voucher):
        text += "\n" + ctx.say(_("This page keeps the code fresh by itself: {link}"), link=address)
        custom["link"] = {"url": address, "title": ctx.say(_("Open the live code"))}
    picture = io.BytesIO()
    segno.make(token, error="m").save(picture, kind="png", scale=8, border=4)
    image = Image(picture.getvalue(), ctx.say(_("QR code of the voucher {name}"), name=voucher.reward.names))
    fresh = ctx.button(_("🔄 Fresh code"), "show_voucher", v=voucher.code)
    return ctx.reply(text, image=image, buttons=(fresh,), custom=custom)


def _page_of(ctx: Context, voucher: Voucher) -> str | None:
    """The address of the page that shows the voucher, where our pages have an address."""
    base = ctx.services.public_url
    if base is None:
        return None
    link = rewards.voucher_link(voucher, ctx.services.voucher_key, ctx.now)
    return f"{base}/voucher/{link}?language={ctx.language}"
