"""Redeeming a reward: pick an offer, confirm (it cannot be undone), get the voucher."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import segno

from bot.dialogue import consent, shown, topic
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Image, Reply
from bot.ledger.models import Member, Reward, Voucher
from bot.ledger.points import entries as points
from bot.ledger.rewards import redeeming as rewards
from bot.ledger.rewards import shops, voucher_links, vouchers
from bot.rules import Decision
from bot.understanding.normalise import fold
from bot.wording import _

NAME = "redeem"
LINGERS = True

# The section of the rule book on a kind of reward; others stand among the rewards in general.
_SECTIONS = {"parking": "parking", "elite_parking": "elite-parking", "evoucher": "evoucher"}

# What may come up while an offer is chosen; the choice is put again after it.
_ON_THE_SIDE = ("faq", "change_language", "check_balance")

# The requests that begin redeeming anew.
_REDEEMING = ("redeem_parking", "redeem_evoucher", "browse_rewards")

_NUMBER = re.compile(r"\d+(?:\.\d+)?")

# What shows that another reward, several, or another day is meant. Folded, as `fold` does.
_ANOTHER = re.compile(
    r"\d|\b(?:others?|another|instead|different|both|two|three|tomorrow|next week)\b|"
    r"另|其[他它]|别的|第[一二三四]|[两三四五几][张个份]|[听明后]日|明天|后天|下[周星]"
)

# Where a reward's vouchers are taken; also on the voucher's own page.
TAKEN_AT = _("Accepted at: {shops}")


def begin(ctx: Context, member: Member, kinds: Sequence[str]) -> Answer:
    """Start redeeming one of these kinds; goes straight to the confirmation where one offer is meant."""
    offers = _offers(ctx, member, kinds)
    if not offers:
        return [ctx.reply(_("There is nothing of that kind in the catalogue at the moment."))]
    topic.note(ctx, *(f"{member.programme}/{_SECTIONS.get(kind, 'rewards')}." for kind in kinds))
    if len(meant := _meant(ctx, offers)) == 1:
        return _confirm(ctx, member, meant[0], kinds)
    ctx.enter(NAME, kinds=list(kinds))
    return [catalogue(ctx, meant or offers, ctx.say(_("Which one would you like?")))]


def answer(ctx: Context) -> Answer | None:
    """The offer that is chosen, then yes or no to the redemption."""
    if ctx.pressed() == ("cancel", ""):
        return stop(ctx)
    if "reward" not in ctx.state:
        return stop(ctx) if consent.refused(ctx) else _choose(ctx)
    if consent.given(ctx, "redeem", _choice(ctx)[0]):
        return _redeem(ctx)
    return _on_proposal(ctx)


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the choice or the confirmation again."""
    if "reward" not in ctx.state:
        if ctx.member is None or ctx.request.intent not in _ON_THE_SIDE:
            return []
        offers = _offers(ctx, ctx.member, ctx.state["kinds"])
        return [catalogue(ctx, offers, ctx.say(_("Which one would you like?")))]
    reward = ctx.session.get_one(Reward, ctx.state["reward"])
    text = ctx.say(_("Coming back to {name}: shall I redeem it?"), name=reward.names)
    return [ctx.reply(text, buttons=_choice(ctx))]


def stop(ctx: Context) -> list[Reply]:
    """Redeem nothing."""
    ctx.leave()
    return [ctx.reply(_("All right, nothing was redeemed and no points were used."))]


def catalogue(ctx: Context, offers: Sequence[Reward], title: str) -> Reply:
    """The offers with their prices, a button each."""
    lines = [title]
    for offer in offers:
        line = ctx.say(_("• {name}: {points:points}"), name=offer.names, points=offer.points)
        if offer.stock is not None and offer.stock <= 0:
            line += " " + ctx.say(_("(sold out)"))
        lines.append(line)
    if any(offer.example for offer in offers):
        lines.append(ctx.say(_("This is an example catalogue: names and prices are made up for the demo.")))
    buttons = tuple(
        ctx.button(str(offer.names[ctx.language]), "redeem", reward=offer.id)
        for offer in offers
        if offer.stock is None or offer.stock > 0
    )
    return ctx.reply("\n".join(lines), buttons=buttons)


def voucher_reply(ctx: Context, voucher: Voucher) -> Reply:
    """The voucher with the code that a shop checks."""
    token = vouchers.current_token(voucher, ctx.services.voucher_key, ctx.now)
    text = ctx.say(
        _(
            "{name}\nLast day: {day}\nShow this code to the staff. It works only for a short time; ask me "
            "for a fresh one when you are there."
        ),
        name=voucher.reward.names,
        day=voucher.valid_until,
    )
    if taken_at := shops.taking(ctx.session, voucher.reward):
        text += "\n" + ctx.say(TAKEN_AT, shops=taken_at)
    custom: dict[str, Any] = {"voucher": voucher.code, "token": token}
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
    link = voucher_links.link_to(voucher, ctx.services.voucher_key, ctx.now)
    return f"{base}/voucher/{link}?language={ctx.language}"


def _offers(ctx: Context, member: Member, kinds: Sequence[str]) -> list[Reward]:
    """The offers of these kinds that the member may have."""
    return [
        offer
        for offer in rewards.offers(ctx.session, member.programme)
        if offer.kind in kinds and (offer.kind != "elite_parking" or member.tier == "elite")
    ]


def _choose(ctx: Context) -> Answer | None:
    """Take the offer that the words name: "2" is enough where hours are to be chosen."""
    if ctx.request.pressed or ctx.member is None or ctx.request.intent in _ON_THE_SIDE:
        return None
    kinds = ctx.state["kinds"]
    offers = _offers(ctx, ctx.member, kinds)
    hours, value = ctx.told("hours"), ctx.told("amount")
    meant = [
        offer
        for offer in offers
        if (hours is not None and offer.hours == int(hours))
        or (value is not None and offer.value is not None and offer.value == Decimal(str(value)))
    ]
    return _confirm(ctx, ctx.member, meant[0], kinds) if len(meant) == 1 else None


def _on_proposal(ctx: Context) -> Answer | None:
    """Anything but consent: another reward takes the place of the one that was proposed, a refusal ends it,
    and what is no plain yes changes nothing. None where it is about something else."""
    request, member, kinds = ctx.request, ctx.member, ctx.state["kinds"]
    if request.pressed or member is None or _about_a_purchase(ctx):
        return None
    offers = _offers(ctx, member, kinds)
    named = _named(ctx, offers)
    others = [offer for offer in named if offer.id != ctx.state["reward"]]
    if len(others) == 1:
        return _confirm(ctx, member, others[0], kinds)
    if consent.refused(ctx):
        return stop(ctx)
    if request.intent in _REDEEMING and not named:
        return None
    if others or (
        not named and _ANOTHER.search(fold(request.text).text) and request.intent not in _ON_THE_SIDE
    ):
        ctx.enter(NAME, kinds=kinds)
        return [catalogue(ctx, others or offers, ctx.say(_("Which one would you like?")))]
    if named or request.intent == "affirm" or consent.says_yes(ctx, "redeem"):
        reward = ctx.session.get_one(Reward, ctx.state["reward"])
        text = _("Nothing is redeemed yet. Say “yes” or press the button if I shall redeem {name}.")
        return [ctx.reply(text, name=reward.names, buttons=_choice(ctx))]
    return None


def _about_a_purchase(ctx: Context) -> bool:
    """Whether the words are about something else than rewards, so that a number in them means none."""
    told = ctx.request.first("merchant") is not None or ctx.request.first("payment") is not None
    return told or consent.of_something_else(ctx)


def _named(ctx: Context, offers: Sequence[Reward]) -> list[Reward]:
    """The offers whose hours or value the words tell ("the 100 one")."""
    told = {Decimal(number) for number in _NUMBER.findall(fold(ctx.request.text).text)}
    told |= {Decimal(str(ctx.request.first(name) or 0)) for name in ("hours", "amount")}
    return [offer for offer in offers if offer.hours in told or offer.value in told]


def _meant(ctx: Context, offers: Sequence[Reward]) -> list[Reward]:
    """The offers that the request names: by button, by hours, by the voucher's value, by kind."""
    wanted, hours, value = (ctx.request.first(name) for name in ("reward", "hours", "amount"))
    if exact := [offer for offer in offers if offer.id == wanted]:
        return exact
    if hours is not None:
        return [offer for offer in offers if offer.hours is not None and offer.hours == int(hours)]
    if value is not None:
        return [offer for offer in offers if offer.value is not None and offer.value == Decimal(str(value))]
    # Who asks for parking may mean the free hours of an Elite member as well.
    if of_kind := [offer for offer in offers if offer.kind in (wanted, f"elite_{wanted}")]:
        return of_kind
    return list(offers) if len(offers) == 1 else []


def _confirm(ctx: Context, member: Member, reward: Reward, kinds: Sequence[str]) -> list[Reply]:
    balance = points.balance(ctx.session, ctx.services.engine, member, ctx.now).figures.balance or 0
    decision = rewards.preview(ctx.session, ctx.services.engine, member, reward, ctx.now)
    if decision.outcome == "rejected":
        # What is refused anyway is not asked to be confirmed. More points may be collected, the rest not.
        button = (
            ctx.button(_("📷 Send a receipt"), "upload_receipt")
            if reward.points > balance
            else ctx.button(_("👤 Talk to a person"), "talk_to_human")
        )
        return [_refusal(ctx, reward, decision, button)]
    ctx.enter(NAME, reward=reward.id, price=reward.points, kinds=list(kinds))
    shown.note(ctx, shown.ShownOffer(reward.id))
    lines = [
        ctx.say(
            _("{name} for {points:points}. You have {balance:points}; {left:points} would be left."),
            name=reward.names,
            points=reward.points,
            balance=balance,
            left=balance - reward.points,
        )
    ]
    if about := reward.descriptions.get(ctx.language):
        lines.append(about)
    if taken_at := shops.taking(ctx.session, reward):
        lines.append(ctx.say(TAKEN_AT, shops=taken_at))
    lines.append(ctx.say(_("A redemption cannot be cancelled or exchanged. Shall I redeem it?")))
    return [ctx.reply("\n".join(lines), buttons=_choice(ctx))]


def _refusal(ctx: Context, reward: Reward, decision: Decision, button: Button) -> Reply:
    shown.note_decision(ctx, decision)
    lines = [ctx.say(_("I could not redeem {name}:"), name=reward.names), *ctx.reasons(decision)]
    custom = {"clauses": list(decision.clauses), "outcome": decision.outcome}
    return ctx.reply("\n".join(lines), buttons=(button,), custom=custom)


def _choice(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("✅ Redeem"), "confirm"), ctx.action(_("No, leave it"), "cancel")


def _redeem(ctx: Context) -> list[Reply]:
    reward = ctx.session.get_one(Reward, ctx.state["reward"])
    key = f"conversation:{ctx.conversation.id}:{ctx.conversation.flow_id}"
    price, kinds = ctx.state.get("price"), ctx.state["kinds"]
    member = ctx.member
    ctx.leave()
    if member is None:
        return [ctx.reply(_("Your membership is no longer linked here, so nothing was redeemed."))]
    try:
        redemption = rewards.redeem(
            ctx.session,
            ctx.services.engine,
            member,
            reward,
            key=key,
            now=ctx.now,
            actor=f"member:{member.id}",
            price=price,
        )
    except rewards.PriceError:
        changed = ctx.reply(_("The price has just changed, so nothing was redeemed yet."))
        return [changed, *_confirm(ctx, member, reward, kinds)]
    if redemption.voucher is None:
        person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
        return [_refusal(ctx, reward, redemption.decision, person)]
    left = redemption.decision.figures.balance_after
    done = ctx.reply(
        _("Done! {name} is yours, and you have {points:points} left."),
        name=reward.names,
        points=left,
        custom={
            "clauses": list(redemption.decision.clauses),
            "outcome": "approved",
            "effect": "redeemed",
        },
    )
    return [done, voucher_reply(ctx, redemption.voucher)]
