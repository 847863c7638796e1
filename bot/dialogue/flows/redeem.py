"""Redeeming a reward: pick an offer, confirm (it cannot be undone), get the voucher."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue import about_offer, consent, intents, offers, shown, topic
from bot.dialogue.context import Answer, Context, Request
from bot.dialogue.skills import rules
from bot.dialogue.stated import stated
from bot.dialogue.turn import Button, Reply
from bot.dialogue.voucher_card import voucher_reply
from bot.json_values import JsonObject, json_list, json_number, json_text
from bot.ledger import points, rewards
from bot.ledger.models import Member, Reward, Voucher
from bot.ledger.store import RuledAct
from bot.rules import Decision, RedeemFigures
from bot.text import fold_typed
from bot.understanding.asking import asked
from bot.understanding.choosing import another_day_in, count_in, numbers_in
from bot.understanding.consent import after_refusal
from bot.understanding.tiers import HIGHER
from bot.wording import Message, _

NAME = "redeem"
LINGERS = True

# The section of the rule book on a kind of reward; others stand among the rewards in general.
_SECTIONS = {"parking": "parking", "elite_parking": "elite-parking", "evoucher": "evoucher"}

# How clearly words are a question about the rules, and how well a clause then has to fit.
_QUITE, _ANSWERED = 0.6, 0.2
_REDEEMING, _SURELY = ("redeem_parking", "redeem_evoucher"), 0.75
_WISHES = re.compile(
    r"\b(?:instead|rather|want|make it|change|prefer|how about|what about|take|give|switch|the other)\b|"
    r"換|换|改|要|想|俾|給|给",
    re.IGNORECASE,
)

_HIGHER = re.compile(HIGHER)

# More of one kind at once is a mistake rather than a wish.
_MOST = 10

_WHICH = _("Which one would you like?")

# How the question is put: never twice in a row in the same words.
_QUESTIONS: tuple[Message, ...] = (
    _("Coming back to {name}: shall I redeem it?"),
    _("{name} for {points:points}: say “yes” and I redeem it, or “no” and I leave it."),
    _("Do you want {name}? Nothing is redeemed until you say yes."),
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """So many of one reward, at the price that the member was told."""

    reward: Reward
    count: int = 1
    price: int | None = None


def begin(ctx: Context, member: Member, kinds: Sequence[str]) -> Answer:
    """Start redeeming one of these kinds; goes straight to the confirmation where one offer is meant."""
    choice = offers.visible(ctx, member, kinds)
    if not choice:
        return [ctx.reply(_("There is nothing of that kind in the catalogue at the moment."))]
    topic.note(ctx, *(f"{member.programme}/{_SECTIONS.get(kind, 'rewards')}." for kind in kinds))
    if beyond := _of_the_higher_tier(ctx, member, kinds):
        return _propose(ctx, member, _Wish(beyond))
    meant = offers.named(ctx, choice) or (choice if len(choice) == 1 else [])
    if member.status == "suspended":
        return [_suspended(ctx, member, (meant or choice)[0])]
    if len(meant) == 1:
        return _propose(ctx, member, _Wish(meant[0], count_in(ctx.request.text) or 1))
    ctx.enter(NAME, kinds=list(kinds))
    return [offers.catalogue(ctx, meant or choice, ctx.say(_WHICH))]


def _of_the_higher_tier(ctx: Context, member: Member, kinds: Sequence[str]) -> Reward | None:
    """The parking of a higher tier that a member asks for without having it: they hear why not."""
    if ctx.request.pressed or member.tier == "elite" or not _HIGHER.search(fold_typed(ctx.request.text).text):
        return None
    return next(
        (
            offer
            for offer in rewards.offers(ctx.session, member.programme)
            if offer.kind == "elite_parking" and offer.kind in kinds
        ),
        None,
    )


def answer(ctx: Context) -> Answer | None:
    """The offer that is chosen, then yes or no to the redemption."""
    if ctx.pressed() == ("cancel", ""):
        return stop(ctx)
    if "reward" not in ctx.state:
        return consent.ended(ctx, stop) if consent.refused(ctx) else _choose(ctx)
    if consent.given(ctx, "redeem", _choice(ctx)[0]):
        return _redeem(ctx)
    return _on_proposal(ctx)


def prompt(ctx: Context) -> list[Reply]:
    """Ask for the choice or the confirmation again, in other words than before."""
    if "reward" not in ctx.state:
        if ctx.member is None or not _aside(ctx):
            return []
        choice = offers.visible(ctx, ctx.member, _kinds(ctx))
        return [offers.catalogue(ctx, choice, ctx.say(_WHICH))]
    return [_ask(ctx)]


def stop(ctx: Context) -> list[Reply]:
    """Redeem nothing."""
    if "reward" in ctx.state:
        shown.note(ctx, shown.ShownEnd("refused", dict(_wish(ctx).reward.names)))
    ctx.leave()
    return [ctx.reply(_("All right, nothing was redeemed and no points were used."))]


# -- choosing --------------------------------------------------------------------------------------------


def _choose(ctx: Context) -> Answer | None:
    """Take the offer that the words name: "2" is enough where hours are to be chosen."""
    request, member = ctx.request, ctx.member
    if request.pressed or member is None or _aside(ctx) or _elsewhere(ctx):
        return None
    meant = offers.named(ctx, offers.visible(ctx, member, _kinds(ctx)))
    meant = meant or offers.named(ctx, offers.visible(ctx, member))
    return _propose(ctx, member, _Wish(meant[0], count_in(request.text) or 1)) if len(meant) == 1 else None


def _on_proposal(ctx: Context) -> Answer | None:
    """Anything but consent: another reward or number takes the place of what was proposed, a refusal ends
    it, a question is answered, and what is no plain yes changes nothing. None for something else."""
    request, member, wish = ctx.request, ctx.member, _wish(ctx)
    if request.pressed or member is None:
        return None
    if (rest := after_refusal(request.text)) is not None:
        step = ctx.asking(Request.of(ctx.services.understanding.parse(rest, ctx.now)))
        instead = None if _elsewhere(step) else _changed(step, member, wish)
        if instead is None and _WISHES.search(rest) and offers.named(step, [wish.reward]):
            return [_ask(ctx)]  # "forget it, the 50 one": it is the one proposed
        return consent.ended(ctx, stop) if instead is None else instead
    if told := about_offer.under(ctx, wish.reward):
        return [*told, _ask(ctx)]
    question = asked(request.text)
    if question in ("use_at", "where", "how_used", "undo") and (told := _about(ctx)):
        return told
    if _elsewhere(ctx):
        return None
    if _asks_rules(ctx):
        return [*rules.answer_question(ctx), _ask(ctx)]
    changed = _changed(ctx, member, wish)
    if changed is not None:
        return changed
    if consent.refused(ctx):
        return stop(ctx)
    if told := _about(ctx):
        return told
    if another_day_in(request.text):
        later = _("I can only redeem it now, not for another day.")
        return [ctx.reply(later), *_more(about_offer.answer(ctx, "expires", wish.reward)), _ask(ctx)]
    if request.intent == "affirm" or consent.says_yes(ctx, "redeem") or offers.named(ctx, [wish.reward]):
        return [_ask(ctx)]
    return None


def _changed(ctx: Context, member: Member, wish: _Wish) -> Answer | None:
    """The proposal of what the words name instead; None where they name nothing else."""
    count = count_in(ctx.request.text)
    named = _named_instead(ctx, member, wish)
    others = [] if wish.reward in named else [offer for offer in named if offer.id != wish.reward.id]
    numbers = numbers_in(ctx.request.text)
    if len(others) == 1:
        return _propose(ctx, member, _Wish(others[0], count or 1))
    if count is None and not named and len(numbers) == 1 and 0 < (number := min(numbers)) <= _MOST:
        count = int(number)  # "make it 1"
    if count is not None and not others:
        return None if count == wish.count else _propose(ctx, member, _Wish(wish.reward, count))
    if others or (numbers and not named and asked(ctx.request.text) is None):
        kinds = _kinds(ctx) if not others else sorted({offer.kind for offer in others})
        shown.note(ctx, shown.ShownEnd("refused", dict(wish.reward.names)))
        ctx.enter(NAME, kinds=kinds)
        return [offers.catalogue(ctx, others or offers.visible(ctx, member, kinds), ctx.say(_WHICH))]
    return None


def _named_instead(ctx: Context, member: Member, wish: _Wish) -> list[Reward]:
    """The rewards that the words name; a small number alone tells those of the proposed kind only."""
    known = offers.visible(ctx, member)
    alike = [offer for offer in known if offer.kind == wish.reward.kind]
    of_its_kind = offers.named(ctx, alike)
    units = ctx.request.first("hours") is not None or ctx.request.first("amount") is not None
    large = any(number > _MOST for number in numbers_in(ctx.request.text))
    if offers.called(ctx.request.text, known) or (not of_its_kind and (units or large)):
        return offers.named(ctx, known)
    return of_its_kind


def _elsewhere(ctx: Context) -> bool:
    """Whether the words are about something else than rewards, so that a number in them means none."""
    told = ctx.request.first("merchant") is not None or ctx.request.first("payment") is not None
    return told or (consent.of_something_else(ctx) and asked(ctx.request.text) is None)


def _asks_rules(ctx: Context) -> bool:
    """Whether the words rather ask something that the rules answer than for another reward."""
    request = ctx.request
    about_rules = request.intent == "faq" and request.confidence >= _QUITE
    hardly_wished = request.intent in _REDEEMING and request.confidence < _SURELY
    return (
        (about_rules or hardly_wished)
        and not _WISHES.search(request.text)
        and asked(request.text) is None
        and rules.fit(ctx) >= _ANSWERED
    )


def _aside(ctx: Context) -> bool:
    """Whether something came up that leaves the choice open."""
    known = intents.of(ctx.request.intent)
    return known is not None and known.aside


def _about(ctx: Context) -> list[Reply]:
    """The answer to a question or a doubt about the proposal, and the proposal once more."""
    question, wish = asked(ctx.request.text), _wish(ctx)
    if question is None or consent.own_account(ctx):
        return []
    if question in ("hesitates", "sure"):
        calm = _("There is no hurry, and nothing is redeemed yet. {name} takes {points:points}, for good.")
        return [ctx.reply(calm, name=wish.reward.names, points=wish.reward.points * wish.count), _ask(ctx)]
    told = about_offer.answer(ctx, question, wish.reward, count=wish.count)
    return [told, _ask(ctx)] if told else []


def _more(reply: Reply | None) -> list[Reply]:
    return [reply] if reply else []


# -- the proposal ----------------------------------------------------------------------------------------


def _propose(ctx: Context, member: Member, wish: _Wish) -> list[Reply]:
    """Say what would happen now, and ask."""
    reward, count = wish.reward, wish.count
    balance = points.balance(ctx.session, ctx.services.engine, member, ctx.now).figures.balance or 0
    decision = _rehearsed(ctx, member, wish)
    if decision.outcome == "rejected" or count > _MOST:
        if ctx.flow == NAME:
            ctx.leave()
        # What is refused anyway is not asked to be confirmed. More points may be collected, the rest not.
        button = (
            ctx.button(_("📷 Send a receipt"), "upload_receipt")
            if reward.points * count > balance
            else ctx.button(_("👤 Talk to a person"), "talk_to_human")
        )
        return [_refusal(ctx, wish, decision, button)]
    ctx.enter(NAME, reward=reward.id, price=reward.points, count=count, kinds=[reward.kind])
    shown.note(ctx, shown.ShownOffer(reward.id, count))
    cost = reward.points * count
    lines = [
        ctx.say(
            _("{name} for {points:points}. You have {balance:points}; {left:points} would be left."),
            name=_name(ctx, wish),
            points=cost,
            balance=balance,
            left=balance - cost,
        )
    ]
    if about := reward.descriptions.get(ctx.language):
        lines.append(about)
    if taken_at := rewards.shops_taking(ctx.session, reward):
        lines.append(ctx.say(offers.TAKEN_AT, shops=taken_at))
    lines.append(ctx.say(_("A redemption cannot be cancelled or exchanged. Shall I redeem it?")))
    return [ctx.reply("\n".join(lines), buttons=_choice(ctx), custom=_stated(wish, decision))]


def _stated(wish: _Wish, decision: Decision[RedeemFigures]) -> JsonObject:
    """What tools read of a proposal, of what became of it, and of a refusal."""
    reward = wish.reward
    facts: JsonObject = {
        "reward.kind": reward.kind,
        "reward.offer": reward.id,
        "reward.points": reward.points,
    }
    return stated(decision, facts if reward.hours is None else {**facts, "reward.hours": reward.hours})


def _ask(ctx: Context) -> Reply:
    """The question once more, in other words than the last time."""
    wish, times = _wish(ctx), json_number(ctx.state.get("asked", 0))
    ctx.keep(asked=times + 1)
    shown.note(ctx, shown.ShownOffer(wish.reward.id, wish.count))
    text = _QUESTIONS[times % len(_QUESTIONS)]
    return ctx.reply(
        text, name=_name(ctx, wish), points=wish.reward.points * wish.count, buttons=_choice(ctx)
    )


def _wish(ctx: Context) -> _Wish:
    state, price = ctx.state, ctx.state.get("price")
    return _Wish(
        ctx.session.get_one(Reward, state["reward"]),
        json_number(state.get("count", 1)),
        None if price is None else json_number(price),
    )


def _kinds(ctx: Context) -> list[str]:
    """The kinds of reward to choose from."""
    return [json_text(kind) for kind in json_list(ctx.state["kinds"])]


def _name(ctx: Context, wish: _Wish) -> str:
    name = str(wish.reward.names[ctx.language])
    return name if wish.count == 1 else f"{wish.count} × {name}"


def _choice(ctx: Context) -> tuple[Button, ...]:
    return ctx.action(_("✅ Redeem"), "confirm"), ctx.action(_("No, leave it"), "cancel")


def _refusal(
    ctx: Context, wish: _Wish, decision: Decision[RedeemFigures], button: Button, *, tried: bool = False
) -> Reply:
    shown.note(ctx, shown.ShownOffer(wish.reward.id, wish.count))
    shown.note_decision(ctx, decision)
    shown.note(ctx, shown.ShownEnd("refused", dict(wish.reward.names)))
    first = _("I could not redeem {name}:") if tried else _("{name} cannot be redeemed now:")
    reasons = ctx.reasons(decision)
    if wish.count > 1 and (short := about_offer.too_few(ctx, wish.reward.points * wish.count)):
        reasons = [short]  # the decision is on the last of them, when the others are paid for
    lines = [ctx.say(first, name=_name(ctx, wish)), *reasons]
    return ctx.reply("\n".join(lines), buttons=(button,), custom=_stated(wish, decision))


def _suspended(ctx: Context, member: Member, reward: Reward) -> Reply:
    """What a suspended membership cannot do, and who can help."""
    decision = rewards.preview(ctx.session, ctx.services.engine, member, reward, ctx.now)
    shown.note_decision(ctx, decision)
    custom = _stated(_Wish(reward), decision)
    text = _(
        "Your membership is suspended, so no points can be collected or redeemed for now. A colleague can "
        "look into it with you."
    )
    return ctx.reply(text, buttons=(ctx.button(_("👤 Talk to a person"), "talk_to_human"),), custom=custom)


# -- doing it --------------------------------------------------------------------------------------------


class _NotAllError(Exception):
    """Takes back what was redeemed, as not all of it can be, or as it was only tried."""

    def __init__(self, decision: Decision[RedeemFigures]) -> None:
        super().__init__()
        self.decision = decision


def _rehearsed(ctx: Context, member: Member, wish: _Wish) -> Decision[RedeemFigures]:
    """What would be decided now; of several, on the last one, or on the first that is refused."""
    if wish.count == 1 or wish.count > _MOST:
        return rewards.preview(ctx.session, ctx.services.engine, member, wish.reward, ctx.now)
    try:
        with ctx.session.begin_nested():
            raise _NotAllError(_issue(ctx, member, wish, "rehearsal")[1])
    except _NotAllError as tried:
        return tried.decision


def _issue(
    ctx: Context, member: Member, wish: _Wish, key: str
) -> tuple[list[Voucher], Decision[RedeemFigures]]:
    """So many vouchers, and the last decision. Raises _NotAllError with the first refusal."""
    issued: list[Voucher] = []
    for number in range(wish.count):
        redemption = rewards.redeem(
            RuledAct(ctx.session, f"member:{member.id}", ctx.now, ctx.services.engine),
            member,
            wish.reward,
            key=key if number == 0 else f"{key}:{number + 1}",
            price=wish.price,
        )
        decision = redemption.decision
        if redemption.voucher is None:
            raise _NotAllError(decision)
        issued.append(redemption.voucher)
    return issued, decision


def _redeem(ctx: Context) -> list[Reply]:
    wish, member = _wish(ctx), ctx.member
    key = f"conversation:{ctx.conversation.id}:{ctx.conversation.flow_id}"
    ctx.leave()
    if member is None:
        return [ctx.reply(_("Your membership is no longer linked here, so nothing was redeemed."))]
    try:
        with ctx.session.begin_nested():
            issued, decision = _issue(ctx, member, wish, key)
    except rewards.PriceError:
        changed = ctx.reply(_("The price has just changed, so nothing was redeemed yet."))
        return [changed, *_propose(ctx, member, _Wish(wish.reward, wish.count))]
    except _NotAllError as refused:
        person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
        return [_refusal(ctx, wish, refused.decision, person, tried=True)]
    shown.note_decision(ctx, decision)
    shown.note(ctx, shown.ShownEnd("redeemed", dict(wish.reward.names)))
    shown.note(ctx, shown.ShownVouchers(tuple(voucher.code for voucher in issued)))
    done = ctx.reply(
        _("Done! {name} is yours, and you have {points:points} left."),
        name=_name(ctx, wish),
        points=decision.figures.balance_after,
        custom={**_stated(wish, decision), "effect": "redeemed"},
    )
    return [done, *(voucher_reply(ctx, voucher) for voucher in issued)]
