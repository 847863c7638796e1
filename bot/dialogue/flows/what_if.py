"""A purchase described in words, decided by the engine; what is missing is asked for, one thing at a time."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.clock import HONG_KONG
from bot.dialogue.context import Answer, Context
from bot.dialogue.turn import Button, Reply
from bot.ledger.receipts import crediting
from bot.ledger.rewards import weather
from bot.rules import (
    AwardedCoupon,
    AwardFigures,
    ClaimFigures,
    CounterReward,
    Decision,
    EarnFigures,
    RequestError,
)
from bot.rules.dates import last_day
from bot.understanding.entities.quantities import is_month
from bot.wording import Message, Money, _
from bot.wording.names import PAYMENT

NAME = "what_if"
LINGERS = True

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
_DAY_OF = {
    "festival-walk": "receipt.issued_at",
    "cityplaza": "receipt.issued_at",
    "alipay-k11": "payment.at",
}
_LONGEST_NAME = 60
_BARE_NAME = 12  # a shop's name and hardly anything else

# Facts of the entry coupon; who has none has neither.
_OF_ENTRY = ("tier", "claimed")

# What the words of an answer are taken for when they ask for nothing else ("UNIQLO", "no, by card").
_NO_REQUEST = ("ask_earn", "affirm", "deny", "stop", "greet", "thank", "goodbye", "out_of_scope")
_SURE = 0.6

# Words that are no name of a shop, when they are certain to be these.
_COURTESIES = ("affirm", "deny", "greet", "thank", "goodbye")
_CERTAIN = 0.9

_FRESH_FOR = timedelta(minutes=30)

# How a variation of a purchase starts ("and if I pay cash?", "咁如果…").
_FOLLOW_UP = re.compile(
    r"^\W*(and\b|but\b|oops\b|my mistake|what if|what about|how about|or if|if\b|make (it|that)\b|sorry\b|"
    r"actually\b|i mean|"
    r"咁|如果|那|換|换|改|要是|假如|若|定係|或者|應該|应该|唔係|不是|不對|不对|"
    r"不好意思|唔好意思|對唔住|[对對]不起|抱歉|[講讲說说打][錯错]|.{1,12}呢\W*$)",
    re.IGNORECASE,
)
_DAY_NUMBER = re.compile(r"\W*(?:the |on the )?(\d{1,2})(?:st|nd|rd|th|[日號号])?\W*", re.IGNORECASE)
_NOT = re.compile(r"\b(no|not|none|never|haven'?t|didn'?t)\b|沒|没|未|冇", re.IGNORECASE)
_POINTS = re.compile(
    r"\bpoints?\b|積分|积分|分數|分数|[有冇幾几多少儲储攢攒賺赚計计]分(?![店期鐘钟行開开])", re.IGNORECASE
)


def speaks_of_points(text: str) -> bool:
    """Whether the words are about points, which only our own programme gives."""
    return _POINTS.search(text) is not None


def varies(ctx: Context) -> bool:
    """Whether the request varies the purchase that was talked about just before."""
    request = ctx.request
    if request.pressed or not (told := purchase_in(ctx)):
        return False
    if not _remembered(ctx, request.first("programme")):
        return False
    if _FOLLOW_UP.match(request.text):
        return True
    if request.intent == "out_of_scope" and request.confidence >= _CERTAIN:
        return False
    if request.intent in _NO_REQUEST[1:]:
        return True
    # "By Octopus?", "yesterday?", "350", "7-11?": little is said, so the rest is that of the purchase before.
    number_alone = "amount" in told and request.first("amount") is None
    circumstance = not {"merchant", "amount"} & set(told) or len(request.text) <= _BARE_NAME
    return number_alone or (request.intent == "ask_earn" and circumstance)


def begin(ctx: Context, *, following_up: bool) -> Answer:
    """Decide the purchase in the request, as a variation of the one before when it follows up."""
    earlier = ctx.memory.get("what_if", {}) if following_up else {}
    purchase: Purchase = {**earlier.get("purchase", {}), **purchase_in(ctx)}
    programme = _programme_in(ctx) or earlier.get("programme") or ctx.memory.get("programme")
    if programme is None:
        programme = ctx.member.programme if ctx.member else None
    if programme is None:
        ctx.enter(NAME, purchase=purchase, missing="programme")
        return prompt(ctx)
    return decide(ctx, str(programme), purchase)


def refused_anyway(ctx: Context, programme: object | None) -> Reply | None:
    """What to say where a programme refuses every purchase today: its time is over, or has not come."""
    if programme not in _DECIDERS:
        return None
    decision = _DECIDERS[str(programme)](ctx, {})
    return _explain(ctx, decision, {}) if decision.outcome == "rejected" else None


def answer(ctx: Context) -> Answer | None:
    """Take the fact that was asked for, and whatever else is told about the purchase."""
    state = ctx.state
    asked, _question = _QUESTIONS[state["missing"]]
    if pressed := ctx.pressed():
        action, value = pressed
        given = {"entry": "none"} if action == "no_entry" else {asked: value}
    elif ctx.request.pressed:
        return None
    elif not (given := _given(ctx, asked)) and ctx.request.intent == "deny":
        return stop(ctx)
    elif not given:
        return prompt(ctx) if ctx.request.intent == "affirm" else None
    purchase = {**state["purchase"], **given}
    programme = purchase.pop("programme", None) or _programme_in(ctx) or state.get("programme")
    if programme is None:
        ctx.keep(purchase=purchase)
        return prompt(ctx)
    ctx.leave()
    return decide(ctx, str(programme), purchase)


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the missing fact."""
    asked, question = _QUESTIONS[ctx.state["missing"]]
    return [ctx.reply(question, buttons=_choices(ctx, asked))]


def stop(ctx: Context) -> list[Reply]:
    """Leave the question."""
    ctx.leave()
    return [ctx.reply(_("All right, we leave that."))]


def decide(ctx: Context, programme: str, purchase: Purchase) -> Answer:
    """The engine's decision on a purchase in words, or the question for what it still needs."""
    if "date" in purchase:
        purchase = {part: told for part, told in purchase.items() if part != "month"}
    elif "month" in purchase:
        # A month alone decides nothing: days are counted from the day.
        ctx.enter(NAME, purchase=purchase, programme=programme, missing=_DAY_OF[programme])
        return prompt(ctx)
    try:
        decision = _DECIDERS[programme](ctx, purchase)
    except (RequestError, InvalidOperation, ValueError):  # a button's values may be anybody's
        return [
            ctx.reply(
                _(
                    "I could not make sense of that purchase. Please tell me the shop, the amount, the "
                    "way of paying and the day."
                )
            )
        ]
    ctx.remember(
        programme=programme,
        what_if={"programme": programme, "purchase": purchase, "at": ctx.now.isoformat()},
    )
    if decision.outcome == "incomplete":
        missing = next((path for path in decision.missing if path in _QUESTIONS), "receipt.total")
        ctx.enter(NAME, purchase=purchase, programme=programme, missing=missing)
        return prompt(ctx)
    return [_explain(ctx, decision, purchase)]


def purchase_in(ctx: Context) -> Purchase:
    """What the request tells about a purchase; a message that is a number alone is its amount."""
    found = {name: ctx.request.first(name) for name in ("merchant", "payment", "date")}
    found["amount"] = ctx.told("amount")
    purchase = {name: str(value) for name, value in found.items() if value is not None}
    if "date" in purchase and is_month(purchase["date"]):
        purchase["month"] = purchase.pop("date")
    return purchase


# ----------------------------------------------------------------------------------------------------


def _remembered(ctx: Context, programme: object | None) -> bool:
    """Whether a purchase (of that programme, if any) was talked about recently enough to be varied."""
    earlier = ctx.memory.get("what_if")
    return (
        earlier is not None
        and programme in (None, earlier["programme"])
        and datetime.fromisoformat(earlier["at"]) > ctx.now - _FRESH_FOR
    )


def _given(ctx: Context, asked: str) -> Purchase:
    """The facts in an answer; none where the words are about something else."""
    request = ctx.request
    given = purchase_in(ctx)
    if asked == "date" and "date" not in given and (day := _day_of_month(ctx)):
        given = {"date": day}
    varied_in_words = _FOLLOW_UP.match(request.text) is not None
    varied = given and varied_in_words
    asks = request.text.rstrip().endswith(("?", "？"))
    if request.intent not in _NO_REQUEST and not varied and not (asked in _OF_ENTRY and not asks):
        answered = ctx.told(_ENTITIES.get(asked, asked)) is not None
        if asks or (not answered and request.confidence > _SURE):
            return {}
    if asked in _OF_ENTRY:
        # The day and the figure belong to the entry coupon, not to the purchase.
        value = given.pop(_ENTITIES[asked], None)
        if value is not None:
            return {**given, asked: value}
        return {**given, "entry": "none"} if request.intent == "deny" or _NOT.search(request.text) else given
    if asked == "programme" and (programme := _programme_in(ctx)):
        given["programme"] = programme
    courtesy = request.intent in _COURTESIES and request.confidence > _CERTAIN
    name_like = len(request.text) <= _LONGEST_NAME and not (asks or varied_in_words or courtesy)
    if not given and asked == "merchant" and name_like:
        given["merchant"] = request.text.strip()
    return given


def _day_of_month(ctx: Context) -> str | None:
    """The day that a bare number names in the month told before ("the 12th")."""
    month = ctx.state.get("purchase", {}).get("month")
    number = _DAY_NUMBER.fullmatch(ctx.request.text)
    if month is None or number is None:
        return None
    try:
        return date.fromisoformat(f"{month}-{int(number[1]):02}").isoformat()
    except ValueError:
        return None


def _programme_in(ctx: Context) -> str | None:
    """The programme that the request names; only our own gives points, so who speaks of them means it."""
    if (named := ctx.request.first("programme")) in _DECIDERS:
        return str(named)
    if not ctx.request.pressed and speaks_of_points(ctx.request.text):
        return ctx.services.home_programme
    return None


def _choices(ctx: Context, asked: str) -> tuple[Button, ...]:
    if asked == "programme":
        words, packs = ctx.services.words, ctx.services.engine.packs
        return tuple(ctx.action(words.programme(code, ctx.language), "take", code) for code in packs)
    if asked == "payment":
        return tuple(ctx.action(PAYMENT[code], "take", code) for code in _USUAL_PAYMENTS)
    if asked == "tier":
        pack = ctx.services.engine.pack(ctx.state["programme"])
        amounts = sorted({c.amount("face") for c in pack.clauses.values() if "face" in c.figures})
        faces = tuple(
            ctx.action(ctx.say(_("{face}"), face=Money(face, pack.currency)), "take", str(face))
            for face in amounts
        )
        return (*faces, ctx.action(_("I have claimed none"), "no_entry"))
    return ()


def _explain(ctx: Context, decision: Decision, purchase: Purchase) -> Reply:
    lines = [_headline(ctx, decision)]
    lines += [f"• {reason}" for reason in _reasons(ctx, decision)]
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


def _reasons(ctx: Context, decision: Decision) -> list[str]:
    """Why, each sentence once. Where a programme refuses every purchase nothing else matters, and its clauses
    about days all say the same: the first will do."""
    reasons = list(dict.fromkeys(ctx.reasons(decision)))
    if decision.outcome != "rejected":
        return reasons
    anything = _DECIDERS[decision.programme](ctx, {})
    return ctx.reasons(anything)[:1] if anything.outcome == "rejected" else reasons


def _headline(ctx: Context, decision: Decision) -> str:
    match decision.outcome, decision.figures:
        case "approved", EarnFigures(points=points):
            return ctx.say(_("Yes: this purchase brings {points:points}."), points=points)
        case "approved", ClaimFigures(reward=CounterReward() as reward):
            return ctx.say(_("Yes: this purchase brings {reward}."), reward=reward.name)
        case "approved", AwardFigures(coupon=AwardedCoupon() as coupon):
            return ctx.say(_("Yes: this payment brings a coupon of {face}."), face=Money(coupon.face, "CNY"))
        case "approved", _figures:
            return ctx.say(_("Yes, that works."))
        case "review", _figures:
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
        "weather": weather.facts(ctx.session, ctx.now),
    }
    return ctx.services.engine.decide(_request("cityplaza", "claim", ctx, facts))


def _alipay_k11(ctx: Context, purchase: Purchase) -> Decision:
    day = purchase.get("date")
    at = datetime.combine(date.fromisoformat(day), ctx.now.timetz()) if day else ctx.now
    # Outside the campaign nothing else matters, so that is decided before anything is asked.
    entering = ctx.services.engine.decide(_request("alipay-k11", "enrol", ctx, {"at": at.isoformat()}))
    if entering.outcome == "rejected":
        return entering
    entry: dict[str, Any] = {
        name: purchase[key] for name, key in (("tier", "tier"), ("claimed_at", "claimed")) if key in purchase
    }
    if "tier" in purchase:
        entry["tier"] = int(Decimal(purchase["tier"]))
    payment: dict[str, Any] = {
        "at": at.astimezone(HONG_KONG).isoformat(),
        "method": purchase.get("payment", "alipay"),
    }
    if "amount" in purchase:
        payment["amount"] = purchase["amount"]
    # null says that the member has no entry coupon; an empty one asks which.
    facts = {"entry": None if "entry" in purchase else entry, "payment": payment}
    return ctx.services.engine.decide(_request("alipay-k11", "award", ctx, facts))


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
