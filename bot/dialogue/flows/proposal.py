"""What was read of a set, put before the member: each field, its doubts, and how to change it."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from bot.clock import HONG_KONG
from bot.dialogue.context import Context
from bot.dialogue.flows.receipt_set import FIELDS
from bot.dialogue.turn import Button, Image, Reply
from bot.json_values import JsonObject, json_number, json_objects, json_text
from bot.ledger.models import Receipt
from bot.reading import ReceiptSet
from bot.reading.sets import doubtful, surely_no_sale
from bot.understanding.entities.quantities import is_month
from bot.wording import Message, Money, _
from bot.wording.names import PAYMENT, PROOF

# What the facts that a member may correct are called.
_TITLES: dict[str, Message] = {
    "merchant": _("Shop"),
    "number": _("Receipt number"),
    "issued_at": _("Date and time"),
    "total": _("Total"),
    "payment": _("Paid with"),
}
_QUESTIONS: dict[str, Message] = {
    "merchant": _("What is the shop's name, as printed?"),
    "number": _("What is the receipt number?"),
    "issued_at": _("On which day (and at what time) was it issued?"),
    "total": _("What is the total on the receipt?"),
    "payment": _("How did you pay?"),
}
# The entity that tells a fact in words.
_ENTITIES = {"merchant": "merchant", "issued_at": "date", "total": "amount", "payment": "payment"}
_MISMATCHES: dict[str, Message] = {
    "amount": _("the amount"),
    "date": _("the day"),
    "time": _("the time"),
    "payment": _("the way of paying"),
    "card": _("the card"),
}
_PAPERS: dict[str, Message] = {
    "shop_receipt": _("The receipt"),
    "payment_slip": _("The payment slip"),
}
_LONGEST_QUOTE = 40  # characters of a printed line
# What the number of a receipt goes by.
_NUMBER = re.compile("編號|编号|號碼|号码|單號|单号|號")
_REST_OF_NAMING = 14  # characters beside the title: "the … is wrong"
_NOT_YET: tuple[Message, ...] = (
    _("Nothing is submitted yet. Say “yes” or press the button when everything above is right."),
    _("Is everything above right? I hand it in when you say yes."),
)
_USUAL_PAYMENTS = ("credit_card", "octopus", "alipay", "wechat_pay", "payme", "apple_pay", "eps", "cash")


def show(ctx: Context, receipt: Receipt, found: ReceiptSet, crops: Mapping[str, str]) -> list[Reply]:
    """The fields as they stand, with the place in the photo of each doubtful one, and the buttons.

    `crops` are references into the photo store, by field of the reading.
    """
    facts = receipt.facts
    unsure = doubtful(found.receipt) if found.receipt else ()
    lines = [ctx.say(_("This is what I read. Is it right?"))]
    for fact, title in _TITLES.items():
        mark = " ⚠️" if FIELDS[fact] in unsure or fact not in facts else ""
        lines.append(_line(ctx, title, _value(ctx, facts, fact) + mark))
    for deduction in json_objects(facts.get("deductions")):
        lines.append(
            ctx.say(
                _("• Less {what:deduction}: {amount}"),
                what=json_text(deduction["kind"]),
                amount=Money(Decimal(str(deduction["amount"]))),
            )
        )
    if Decimal(str(facts.get("tips") or 0)):
        lines.append(ctx.say(_("• Tips: {amount}"), amount=Money(Decimal(str(facts["tips"])))))
    if "payment_proof" in facts:
        lines.append(_line(ctx, _("Proof of payment"), ctx.say(PROOF[json_text(facts["payment_proof"])])))
    lines += no_sale(ctx, found)
    if found.mismatches:
        lines.append(
            ctx.say(
                _("⚠️ The proof of payment does not agree with the receipt: {what}."),
                what=[_MISMATCHES[what] for what in found.mismatches],
            )
        )
    if unsure:
        lines.append(
            ctx.say(_("I'm not sure about the fields marked ⚠️. Please compare them with the paper."))
        )
    return [
        *_crops(ctx, crops),
        ctx.reply("\n".join(lines), buttons=_choice(ctx), custom={"receipt": _plain(facts)}),
    ]


def no_sale(ctx: Context, found: ReceiptSet) -> list[str]:
    """What the papers say against a completed sale, in the words printed on them."""
    told = []
    for paper in (found.receipt, found.proof):
        if paper is None or paper.transaction in (None, "sale"):
            continue
        words = paper.evidence["transaction"].words if "transaction" in paper.evidence else ""
        told.append(
            ctx.say(
                _("⚠️ {paper} says “{words}”: {what:transaction}."),
                paper=_PAPERS[paper.document],
                words=words[:_LONGEST_QUOTE],
                what=paper.transaction,
            )
        )
    return told


def no_sale_alone(ctx: Context, found: ReceiptSet) -> Reply | None:
    """What is said at once of a lone paper that is surely of no sale; None for anything else."""
    papers = [paper for paper in (found.receipt, found.proof) if paper is not None]
    if len(papers) != 1 or not surely_no_sale(papers[0]):
        return None
    lines = [
        *no_sale(ctx, found),
        ctx.say(
            _(
                "So it brings no points. If you have the receipt and the payment slip of a completed "
                "purchase, please send those."
            )
        ),
    ]
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    return ctx.reply("\n".join(lines), buttons=(person, ctx.action(_("Leave it"), "cancel")))


def all_correct(ctx: Context) -> Button:
    """The button that submits the set."""
    return ctx.action(_("✅ All correct"), "confirm")


def not_yet(ctx: Context) -> Reply:
    """Words that are no yes: nothing happened. Asked again, each time in other words."""
    times = json_number(ctx.state.get("asked", 0))
    ctx.keep(asked=times + 1)
    return ctx.reply(_NOT_YET[times % len(_NOT_YET)], buttons=_choice(ctx))


def leaves_doubt(found: ReceiptSet) -> bool:
    """Whether another photo may still make something of the set surer."""
    return found.receipt is None or bool(doubtful(found.receipt)) or found.receipt.total is None


def which_field(ctx: Context) -> Reply:
    """Ask which field is wrong."""
    buttons = tuple(ctx.action(title, "field", fact) for fact, title in _TITLES.items())
    return ctx.reply(_("What shall I change?"), buttons=(*buttons, ctx.action(_("Nothing, go back"), "back")))


def ask_value(ctx: Context, fact: str, *, again: bool = False) -> Reply:
    """Ask for the right value of a field."""
    text = ctx.say(_QUESTIONS[fact])
    if again:
        text = ctx.join(ctx.say(_("I did not understand that.")), text)
    buttons: tuple[Button, ...] = (ctx.action(_("Go back"), "back"),)
    if fact == "payment":
        buttons = (*(ctx.action(PAYMENT[code], "value", code) for code in _USUAL_PAYMENTS), *buttons)
    return ctx.reply(text, buttons=buttons)


def value_in(ctx: Context, fact: str) -> str | None:
    """The value for a field in the member's words."""
    request = ctx.request
    match fact:
        case "total":
            amount = ctx.told("amount")
            return None if amount is None else str(amount)
        case "payment":
            payment = ctx.told("payment")
            return None if payment is None else str(payment)
        case "issued_at":
            day = ctx.told("date")
            return None if day is None or is_month(str(day)) else str(day)
    text = request.text.strip()
    return text if 0 < len(text) <= 100 else None


def corrections_in(ctx: Context, receipt: Receipt) -> dict[str, str]:
    """The facts that the member's words tell otherwise than the set has them ("the total is $500")."""
    told = {fact: ctx.request.first(entity) for fact, entity in _ENTITIES.items()}
    if is_month(str(told["issued_at"])):
        told["issued_at"] = None
    shown: dict[str, object] = {**receipt.facts, "issued_at": str(receipt.facts.get("issued_at", ""))[:10]}
    if "total" in shown:
        shown["total"] = Decimal(str(shown["total"]))
    return {
        fact: str(value) for fact, value in told.items() if value is not None and value != shown.get(fact)
    }


def field_named(ctx: Context) -> str | None:
    """The field whose title is about all that the member says ("total", "the receipt number is wrong")."""
    text = _NUMBER.sub("号", ctx.request.text.strip().casefold())
    titles = {fact: _NUMBER.sub("号", ctx.say(title).casefold()) for fact, title in _TITLES.items()}
    named = [
        fact
        for fact, title in titles.items()
        if (title in text and len(text) <= len(title) + _REST_OF_NAMING) or (len(text) > 1 and text in title)
    ]
    return max(named, key=lambda fact: len(titles[fact]), default=None)


def _line(ctx: Context, title: Message, value: str) -> str:
    return ctx.say(_("• {field}: {value}"), field=title, value=value)


def _choice(ctx: Context) -> tuple[Button, ...]:
    change, cancel = ctx.action(_("✏️ Change something"), "change"), ctx.action(_("Cancel"), "cancel")
    return all_correct(ctx), change, cancel


def _crops(ctx: Context, crops: Mapping[str, str]) -> list[Reply]:
    replies = []
    for fact, field in FIELDS.items():
        if reference := crops.get(field):
            name = ctx.say(_TITLES[fact])
            alt = ctx.say(_("Part of your photo: {field}"), field=name)
            replies.append(ctx.reply(name, image=Image(ctx.services.photos.load(reference), alt)))
    return replies


def _value(ctx: Context, facts: JsonObject, fact: str) -> str:
    value = facts.get(fact)
    if value is None:
        return ctx.say(_("not readable"))
    match fact:
        case "total":
            return ctx.say(_("{amount}"), amount=Money(Decimal(str(value))))
        case "payment":
            return ctx.say(PAYMENT[json_text(value)])
        case "issued_at":
            moment = datetime.fromisoformat(json_text(value))
            if len(json_text(value)) == 10:
                return ctx.say(_("{day}"), day=moment.date())
            return ctx.say(_("{day}"), day=moment if moment.tzinfo else moment.replace(tzinfo=HONG_KONG))
    return str(value)


def _plain(facts: JsonObject) -> JsonObject:
    return {name: facts[name] for name in facts if name in (*FIELDS, "deductions", "tips", "payment_proof")}
