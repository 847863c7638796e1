"""A purchase described in words, decided by the engine; what is missing is asked for, one thing at a time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.clock import HONG_KONG
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.ledger import crediting
from bot.rules import Decision, RequestError
from bot.rules.dates import last_day
from bot.wording import Message, Money, _
from bot.wording.names import PAYMENT

NAME = "what_if"
LINGERS = False

Purchase = dict[str, str]

# The ways of paying that are offered as buttons; any other can be typed.
_USUAL_PAYMENTS = ("credit_card", "octopus", "alipay", "wechat_pay", "payme", "apple_pay", "cash")

# How to ask for a missing fact, and which part of a purchase answers it.
_QUESTIONS: dict[str, tuple[str, Message]] = {
    "programme": ("programme", _("Which programme is it about?")),
    "receipt.merchant": ("merchant", _("In which shop?")),
    "receipt.total": ("amount", _("How much is it, in Hong Kong dollars?")),
    "receipt.payment": ("payment", _("How do you pay?")),
    "receipt.issued_at": ("date", _("On which day?")),
    "payment.amount": ("amount", _("How much is the payment, in RMB, as the Alipay bill shows it?")),
    "payment.at": ("date", _("On which day is the payment?")),
    "entry.tier": ("tier", _("For which reward did you claim your entry coupon?")),
    "entry.claimed_at": ("claimed", _("On which day did you claim your entry coupon?")),
}

# The entity that holds what was asked for, where it goes by another name.
_ENTITIES = {"claimed": "date", "tier": "amount"}
_LONGEST_NAME = 60


def remembered(ctx: Context, fresh_for: timedelta, programme: object | None) -> bool:
    """Whether a purchase (of that programme, if any) was talked about recently enough to be varied."""
    earlier = ctx.memory.get("what_if")
    return (
        earlier is not None
        and programme in (None, earlier["programme"])
        and datetime.fromisoformat(earlier["at"]) > ctx.now - fresh_for
    )


def begin(ctx: Context, *, following_up: bool) -> Answer:
    """Decide the purchase in the request, as a variation of the one before when it follows up."""
    earlier = ctx.memory.get("what_if", {}) if following_up else {}
    purchase: Purchase = {**earlier.get("purchase", {}), **_purchase_in(ctx)}
    programme = ctx.request.first("programme") or earlier.get("programme") or ctx.memory.get("programme")
    if programme is None:
        programme = ctx.member.programme if ctx.member else None
    if programme is None:
        ctx.enter(NAME, purchase=purchase, missing="programme")
        return prompt(ctx)
    return _decide(ctx, str(programme), purchase)


def refused_anyway(ctx: Context, programme: object | None) -> Reply | None:
    """What to say where a programme refuses every purchase today: its time is over, or has not come."""
    if programme not in _DECIDERS:
        return None
    decision = _DECIDERS[str(programme)](ctx, {})
    return _explain(ctx, decision, {}) if decision.outcome == "rejected" else None


def answer(ctx: Context) -> Answer | None:
    """Take the fact that was asked for."""
    state = ctx.state
    asked, _question = _QUESTIONS[state["missing"]]
    given = _purchase_in(ctx)
    entity = _ENTITIES.get(asked, asked)
    if (told := ctx.told(entity)) is not None:
        given[asked] = str(told)
    if pressed := ctx.pressed():
        given = {asked: pressed[1]}
    elif asked not in given:
        if asked != "merchant" or ctx.request.pressed or len(ctx.request.text) > _LONGEST_NAME:
            return None
        given = {"merchant": ctx.request.text.strip()}
    purchase = {**state["purchase"], **given}
    programme = purchase.pop("programme", state.get("programme"))
    ctx.leave()
    return _decide(ctx, programme, purchase)


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the missing fact."""
    asked, question = _QUESTIONS[ctx.state["missing"]]
    return [ctx.reply(question, buttons=_choices(ctx, asked))]


def stop(ctx: Context) -> list[Reply]:
    """Leave the question."""
    ctx.leave()
    return [ctx.reply(_("All right, we leave that."))]


# ----------------------------------------------------------------------------------------------------


def _purchase_in(ctx: Context) -> Purchase:
    found = {name: ctx.request.first(name) for name in ("amount", "merchant", "payment", "date")}
    return {name: str(value) for name, value in found.items() if value is not None}


def _choices(ctx: Context, asked: str) -> tuple[Button, ...]:
    if asked == "programme":
        words, packs = ctx.services.words, ctx.services.engine.packs
        return tuple(ctx.action(words.programme(code, ctx.language), "take", code) for code in packs)
    if asked == "payment":
        return tuple(ctx.action(PAYMENT[code], "take", code) for code in _USUAL_PAYMENTS)
    if asked == "tier":
        pack = ctx.services.engine.pack(ctx.state["programme"])
        return tuple(
            ctx.action(ctx.say(_("{face}"), face=Money(Decimal(face), pack.currency)), "take", face)
            for face in pack.listed("tiers")
        )
    return ()


def _decide(ctx: Context, programme: str, purchase: Purchase) -> Answer:
    ctx.remember(
        programme=programme,
        misses=None,
        what_if={"programme": programme, "purchase": purchase, "at": ctx.now.isoformat()},
    )
    try:
        decision = _DECIDERS[programme](ctx, purchase)
    except (RequestError, InvalidOperation):
        return [
            ctx.reply(
                _(
                    "I could not make sense of that purchase. Please tell me the shop, the amount, the "
                    "way of paying and the day."
                )
            )
        ]
    if decision.outcome == "incomplete":
        missing = next((path for path in decision.missing if path in _QUESTIONS), "receipt.total")
        ctx.enter(NAME, purchase=purchase, programme=programme, missing=missing)
        return prompt(ctx)
    return [_explain(ctx, decision, purchase)]


def _explain(ctx: Context, decision: Decision, purchase: Purchase) -> Reply:
    lines = [_headline(ctx, decision)]
    lines += [f"• {reason}" for reason in dict.fromkeys(ctx.reasons(decision))]
    if decision.outcome == "approved":
        lines += _deadlines(ctx, decision, purchase)
    if "date" not in purchase:
        lines.append(ctx.say(_("(You named no day, so I took today.)")))
    buttons: tuple[Button, ...] = ()
    if decision.outcome == "approved" and decision.kind == "earn":
        buttons = (ctx.button(_("📷 Send the receipt"), "upload_receipt"),)
    elif decision.outcome == "review":
        buttons = (ctx.button(_("👤 Talk to a person"), "talk_to_human"),)
    custom = {"clauses": list(decision.clauses), "outcome": decision.outcome}
    return ctx.reply("\n".join(lines), buttons=buttons, custom=custom)


def _headline(ctx: Context, decision: Decision) -> str:
    figures = decision.figures
    match decision.outcome, decision.kind:
        case "approved", "earn":
            return ctx.say(_("Yes: this purchase brings {points:points}."), points=figures["points"])
        case "approved", "claim":
            return ctx.say(_("Yes: this purchase brings {reward}."), reward=figures["reward"]["name"])
        case "approved", "award":
            coupon = figures["coupon"]
            return ctx.say(
                _("Yes: this payment brings a coupon of {face}."), face=Money(coupon["face"], "CNY")
            )
        case "approved", _kind:
            return ctx.say(_("Yes, that works."))
        case "review", _kind:
            return ctx.say(_("The rules leave this to a person:"))
        case _:
            return ctx.say(_("No, this does not count:"))


def _deadlines(ctx: Context, decision: Decision, purchase: Purchase) -> list[str]:
    if decision.kind != "earn":
        return []
    pack = ctx.services.engine.pack(decision.programme)
    bought = date.fromisoformat(purchase["date"]) if "date" in purchase else ctx.now.date()
    until = last_day(bought, pack.figure("points.11", "days"), pack.reading("1", "first_day"))
    return [ctx.say(_("Upload the receipt and the payment slip by {day}."), day=until)]


# -- one request per programme -------------------------------------------------------------------------


def _festival_walk(ctx: Context, purchase: Purchase) -> Decision:
    issued = date.fromisoformat(purchase["date"]) if "date" in purchase else ctx.now.date()
    receipt = _receipt(purchase) | {"issued_at": issued.isoformat()}
    # A purchase that is still to come is handed in on its day.
    handed_in = max(ctx.now, datetime.combine(issued, time.min, HONG_KONG))
    if ctx.member:
        return crediting.preview(ctx.session, ctx.services.engine, ctx.member, receipt, handed_in, ctx.now)
    facts = {
        "member": {"joined": min(issued, ctx.now.date()).isoformat()},
        "receipt": receipt,
        "submitted_at": handed_in.isoformat(),
    }
    return ctx.services.engine.decide(_request("festival-walk", "earn", ctx, facts))


def _cityplaza(ctx: Context, purchase: Purchase) -> Decision:
    today = ctx.now.date().isoformat()
    issued = purchase.get("date", today)
    facts = {
        "member": {"live_plus": True},
        "receipt": _receipt(purchase) | {"issued_at": issued},
        "at": max(today, issued),  # nobody says at what time they will stand at the counter
    }
    return ctx.services.engine.decide(_request("cityplaza", "claim", ctx, facts))


def _alipay_k11(ctx: Context, purchase: Purchase) -> Decision:
    day = purchase.get("date")
    at = datetime.combine(date.fromisoformat(day), ctx.now.timetz()) if day else ctx.now
    # Outside the campaign nothing else matters, so that is decided before anything is asked.
    entering = ctx.services.engine.decide(_request("alipay-k11", "enrol", ctx, {"at": at.isoformat()}))
    if entering.outcome == "rejected":
        return entering
    entry = {
        name: purchase[key] for name, key in (("tier", "tier"), ("claimed_at", "claimed")) if key in purchase
    }
    if "tier" in entry:
        entry["tier"] = int(Decimal(entry["tier"]))  # type: ignore[assignment]
    payment: dict[str, Any] = {
        "at": at.astimezone(HONG_KONG).isoformat(),
        "method": purchase.get("payment", "alipay"),
    }
    if "amount" in purchase:
        payment["amount"] = purchase["amount"]
    return ctx.services.engine.decide(
        _request("alipay-k11", "award", ctx, {"entry": entry, "payment": payment})
    )


def _receipt(purchase: Purchase) -> dict[str, Any]:
    names = (("merchant", "merchant"), ("total", "amount"), ("payment", "payment"))
    return {fact: purchase[part] for fact, part in names if part in purchase}


def _request(programme: str, kind: str, ctx: Context, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"programme": programme, "kind": kind, "now": ctx.now.isoformat(), "facts": facts}


_DECIDERS: dict[str, Callable[[Context, Purchase], Decision]] = {
    "festival-walk": _festival_walk,
    "cityplaza": _cityplaza,
    "alipay-k11": _alipay_k11,
}
