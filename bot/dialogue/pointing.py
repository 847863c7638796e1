"""Short questions about what was just shown: "why?", "by when?", "the 100 one", "can I use it there?".

`answer` looks through what was shown, the newest first, for the first thing that can answer.
"""

import re
from collections.abc import Mapping, Sequence

from bot.dialogue import about_offer, consent, intents, offers, shown
from bot.dialogue.cases import talk
from bot.dialogue.cases.frame import Frame
from bot.dialogue.context import Context
from bot.dialogue.skills import rules
from bot.dialogue.turn import Button, Reply
from bot.dialogue.voucher_card import voucher_reply
from bot.json_values import JsonObject
from bot.ledger import points, rewards
from bot.ledger.models import Reward, Voucher
from bot.text import fold_typed
from bot.understanding.asking import Question, asked, asks_why, disputes
from bot.understanding.choosing import other_in, position_in
from bot.understanding.tiers import TIER
from bot.wording import Message, Reason, _

# Which days of a decision answer which question, the most telling first, and how each is told.
_DAYS: Mapping[Question, tuple[str, ...]] = {
    "by_when": ("upload_by", "by", "until", "entry_valid_until", "valid_until", "expires_on"),
    "when": ("credit_by", "on"),
    "earliest": ("open_from",),
    "expires": ("expires_on", "valid_until", "entry_valid_until", "until"),
}
_TOLD: Mapping[str, Message] = {
    "upload_by": _("Upload the receipt and the payment slip by {day}."),
    "credit_by": _("The points are credited by {day}."),
    "expires_on": _("These points can be used until {day}."),
    "valid_until": _("The last day to use it is {day}."),
    "entry_valid_until": _("The entry coupon is valid until {day}."),
    "until": _("It runs until {day}."),
    "by": _("The last day for it is {day}."),
    "on": _("That is on {day}."),
    "open_from": _("The counter is open again from {day}."),
}

_TIER = re.compile(rf"{TIER}|(?<![a-z])(?:tier|upgrade|promot\w+|renew\w*)(?![a-z])|升级|会籍|续会|保级")
_AFTER_IT = re.compile(r"(?<![a-z])(?:after|then|with that|still)(?![a-z])|之后|以后|然后|咁|那")

_CERTAINLY = 0.98
_CLEARLY = 0.9  # how sure it must be that words ask for something else
_PURCHASE = ("receipt.total", "receipt.payment", "payment.amount")  # what makes it another purchase
_IN_PERSON = ("changing_details", "closing_account")  # roles of clauses
_OF_PURCHASES = ("earn", "claim", "award", "spend")
_OF_COUPONS = ("enrol", "award", "spend")
_OF_ACCOUNT = ("balance", "tier")  # asked in between, it leaves what was refused
_OF_THINGS = ("where", "use_at", "how_used", "undo")  # asked of rewards, not of decisions
_QUOTED = 2  # clauses that are quoted at once


def answer(ctx: Context) -> list[Reply] | None:
    """The answer to a short question about what was shown; None where nothing shown can answer."""
    text = ctx.request.text
    if ctx.request.pressed or not text.strip():
        return None
    if voucher := _voucher_pointed_at(ctx):
        return [voucher]
    question = asked(text)
    if question is None or question == "hesitates" or _about_other_things(ctx, question):
        return None
    if question in ("why", "rule", "sure"):
        newest = shown.newest(ctx)
        return None if newest is None else _because(ctx, newest, question)
    for value in shown.all_of(ctx):
        if reply := _answer(ctx, value, question):
            return [reply]
        older = isinstance(value, shown.ShownDecision) and (question in _DAYS or question in _OF_THINGS)
        if not older and not isinstance(value, shown.ShownEnd | shown.ShownRule):
            return None
    return [rules.when_credited(ctx)] if question == "when" else None


def explain(ctx: Context, decision: shown.ShownDecision) -> list[Reply]:
    """A decision clause by clause: what each is about, and what it says here."""
    reasons = _telling(decision)
    if not reasons:
        return []
    first = {
        "rejected": _("Because of this:"),
        "review": _("A person has to decide because of this:"),
    }.get(decision.outcome, _("This is how it comes about:"))
    lines = [ctx.say(first), *_by_clause(ctx, reasons)]
    button: tuple[Button, ...] = ()
    if decision.outcome == "rejected":
        button = (ctx.button(_("👤 Talk to a person"), "talk_to_human"),)
    custom = {"clauses": [reason.clause for reason in reasons]}
    return [ctx.reply("\n".join(lines), buttons=button, custom=custom)]


def disputed(ctx: Context) -> list[Reply] | None:
    """The answer to somebody who doubts a refusal ("last year it counted"): it stands, why, and who can look
    at it again. None for anything else."""
    others = (one for one in shown.all_of(ctx) if not isinstance(one, shown.ShownEnd | shown.ShownOffer))
    newest = next((one for one in others if getattr(one, "kind", None) not in _OF_ACCOUNT), None)
    if ctx.request.pressed or not isinstance(newest, shown.ShownDecision) or newest.outcome != "rejected":
        return None
    if not disputes(ctx.request.text) or _asks_elsewhere(ctx):
        return None
    if any(fact.path in _PURCHASE for fact in talk.read(ctx).facts):
        return None  # it is told otherwise, and decided anew
    reasons = _telling(newest)
    text = _(
        "I understand that this is disappointing. I cannot check what you were told, but by the rules "
        "it stands:"
    )
    lines = [ctx.say(text), *_by_clause(ctx, reasons)]
    lines.append(ctx.say(_("If you think that this is wrong, a colleague can look into it.")))
    person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
    custom = {"clauses": [reason.clause for reason in reasons]}
    return [ctx.reply("\n".join(lines), buttons=(person,), custom=custom)]


# ----------------------------------------------------------------------------------------------------


def _asks_elsewhere(ctx: Context) -> bool:
    """Whether the words surely ask for something of their own."""
    known = intents.of(ctx.request.intent)
    if ctx.request.intent == "talk_to_human":
        return ctx.request.confidence > _CERTAINLY  # "the staff told me so" asks for nobody
    of_rules = ctx.request.intent in ("faq", "ask_earn")
    return known is not None and known.own_matter and not of_rules and ctx.request.confidence >= _CLEARLY


def _telling(decision: shown.ShownDecision) -> Sequence[Reason]:
    """The reasons that decided: of a refusal those that are broken."""
    broken = [reason for reason in decision.reasons if not reason.holds]
    return broken if decision.outcome == "rejected" and broken else decision.reasons


def _by_clause(ctx: Context, reasons: Sequence[Reason]) -> list[str]:
    words, language = ctx.services.words, ctx.language
    return [
        ctx.say(
            _("• {heading}: {sentence}"),
            heading=words.heading(reason.clause, language),
            sentence=reason.text[language],
        )
        for reason in reasons
    ]


def _because(ctx: Context, newest: shown.Shown, question: Question) -> list[Reply] | None:
    match newest:
        case shown.ShownDecision() if question == "rule" and newest.reasons:
            return [rules.quote(ctx, [reason.clause for reason in _telling(newest)][:_QUOTED])]
        case shown.ShownDecision():
            return explain(ctx, newest) or None
        case shown.ShownOffer(reward=reward) if question == "why":
            told = about_offer.answer(ctx, question, ctx.session.get_one(Reward, reward))
            return [told] if told else None
        case shown.ShownRule(clauses=clauses) if question == "rule":
            return [rules.quote(ctx, clauses)]
        case shown.ShownRule(clauses=clauses) if question == "why" and asks_why(ctx.request.text):
            text = _(
                "The rule book gives no reason; it is one of the rules of {programme}, under “{heading}”."
            )
            words, clause = ctx.services.words, clauses[0]
            programme = words.programme(clause.partition("/")[0], ctx.language)
            heading = words.heading(clause, ctx.language)
            return [ctx.reply(text, programme=programme, heading=heading, custom={"clauses": list(clauses)})]
        case shown.ShownEnd():
            rest = [value for value in shown.all_of(ctx) if not isinstance(value, shown.ShownEnd)]
            return _because(ctx, rest[0], question) if rest else None
    return None


def _answer(ctx: Context, value: shown.Shown, question: Question) -> Reply | None:
    match value:
        case shown.ShownDecision():
            return _of_decision(ctx, value, question)
        case shown.ShownOffer(reward=reward, count=count):
            return about_offer.answer(ctx, question, ctx.session.get_one(Reward, reward), count=count)
        case shown.ShownRule(clauses=clauses) if question == "where" and _at_the_desk(ctx, clauses[0]):
            return rules.quote(ctx, clauses)
        case shown.ShownVouchers(codes=codes):
            held = _held(ctx, codes)
            if len(held) == 1:
                return about_offer.answer(ctx, question, held[0].reward, voucher=held[0])
            if held and question == "expires":
                return ctx.reply("\n".join(_last_days(ctx, held)))
    return None


def _at_the_desk(ctx: Context, clause: str) -> bool:
    """Whether a clause says what is done in person, and where."""
    roles = ctx.services.home.pack.roles
    return any(clause == known.id for role in _IN_PERSON for known in roles.get(role, ()))


def _of_decision(ctx: Context, decision: shown.ShownDecision, question: Question) -> Reply | None:
    if question in _DAYS:
        found = [name for name in _DAYS[question] if name in decision.days]
        return (
            ctx.reply(_TOLD[found[0]], day=decision.days[found[0]], custom=_rests_on(decision))
            if found
            else None
        )
    if question == "afford" and decision.kind in _OF_PURCHASES:
        return next(iter(explain(ctx, decision)), None)  # "is it enough then?"
    brings = decision.figures.get("points")
    if question == "price" and isinstance(brings, int) and decision.outcome == "approved":
        return ctx.reply(_("It brings {points:points}."), points=brings, custom=_rests_on(decision))
    left = decision.figures.get("balance_after")
    if question == "left" and isinstance(left, int):
        return ctx.reply(_("{points:points} are left."), points=left, custom=_rests_on(decision))
    if decision.kind == "earn" and isinstance(brings, int) and brings:
        return _with_points(ctx, decision, question, brings)
    if decision.kind == "redeem" and question in ("more", "afford"):
        offer = shown.last(ctx, shown.ShownOffer)
        return (
            None
            if offer is None
            else about_offer.priced(ctx, ctx.session.get_one(Reward, offer.reward), offer.count)
        )
    return _still_needed(ctx, decision) if question == "more" else None


def _with_points(
    ctx: Context, decision: shown.ShownDecision, question: Question, earned: int
) -> Reply | None:
    """How a member stands when the points of a purchase are there: the balance, or the next tier."""
    member = ctx.member
    if member is None or member.programme != decision.programme:
        return None
    if question == "left":
        balance = points.balance(ctx.session, ctx.services.engine, member, ctx.now).figures.balance or 0
        text = _("{total:points} in all: the {balance:plain} that you have now and {earned:plain} for this.")
        total = balance + earned
        return ctx.reply(text, total=total, balance=balance, earned=earned, custom=_rests_on(decision))
    if question != "more":
        return None
    today = ctx.now.date().isoformat()
    frame = Frame("tier", member.programme).with_facts({"credits": [{"on": today, "points": earned}]})
    return talk.look_up(ctx, frame)


def _still_needed(ctx: Context, decision: shown.ShownDecision) -> Reply | None:
    """How many points the next tier takes, after a decision on the tier."""
    needed, by = decision.figures.get("needed"), decision.days.get("by") or decision.days.get("until")
    if not isinstance(needed, int):
        return None
    custom = _rests_on(decision)
    if by is None:
        return ctx.reply(_("{points:points} more."), points=needed, custom=custom)
    return ctx.reply(_("{points:points} more, by {day}."), points=needed, day=by, custom=custom)


def _rests_on(decision: shown.ShownDecision) -> JsonObject:
    return {"clauses": [reason.clause for reason in decision.reasons]}


def _voucher_pointed_at(ctx: Context) -> Reply | None:
    """The voucher at the place of the list that the words name."""
    listed = shown.newest(ctx)
    if not isinstance(listed, shown.ShownVouchers) or asked(ctx.request.text) is not None:
        return None
    held = _held(ctx, listed.codes)
    place = position_in(ctx.request.text)
    if place is None and other_in(ctx.request.text) and len(held) == 2:
        place = 2
    if place is None or not 0 < abs(place) <= len(held):
        return None
    return voucher_reply(ctx, held[place - 1 if place > 0 else place])


def _held(ctx: Context, codes: Sequence[str]) -> list[Voucher]:
    if ctx.member is None:
        return []
    by_code = {voucher.code: voucher for voucher in rewards.held_vouchers(ctx.session, ctx.member, ctx.now)}
    return [by_code[code] for code in codes if code in by_code]


def _last_days(ctx: Context, held: Sequence[Voucher]) -> list[str]:
    return [
        ctx.say(_("• {name}, last day {day}"), name=voucher.reward.names, day=voucher.valid_until)
        for voucher in held
    ]


def _about_other_things(ctx: Context, question: Question) -> bool:
    """Whether the words name something that what was shown is not about."""
    request = ctx.request
    if question in ("use_at", "earliest"):
        return False
    if (question not in ("when", "why") and consent.own_account(ctx)) or request.first(
        "programme"
    ) is not None:
        return True
    named = request.first("merchant")
    if named is not None:
        newest = shown.newest(ctx)
        said = (
            [reason.text[ctx.language] for reason in newest.reasons]
            if isinstance(newest, shown.ShownDecision)
            else []
        )
        return not any(fold_typed(str(named)).text in fold_typed(sentence).text for sentence in said)
    if question == "why":
        return not asks_why(request.text) or request.first("amount") is not None
    if question == "more" and _TIER.search(fold_typed(request.text).text):
        return shown.last(ctx, shown.ShownDecision) is None or not _AFTER_IT.search(
            fold_typed(request.text).text
        )
    if isinstance(newest := shown.newest(ctx), shown.ShownDecision) and newest.kind in _OF_COUPONS:
        return request.first("amount") is not None  # "the coupon" is the one that was decided about
    return request.first("amount") is not None or _names_another_reward(ctx)


def _names_another_reward(ctx: Context) -> bool:
    known = offers.visible(ctx, ctx.member)
    named = offers.called(ctx.request.text, known)
    shown_last = shown.last(ctx, shown.ShownOffer)
    return bool(named) and all(shown_last is None or offer.id != shown_last.reward for offer in named)
