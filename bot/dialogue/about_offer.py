"""Questions about one reward, before it is redeemed and after: its price, what is left, where it is used."""

import re
from collections.abc import Mapping

from bot.dialogue import shown
from bot.dialogue.cases import talk
from bot.dialogue.cases.frame import Frame
from bot.dialogue.context import Context
from bot.dialogue.offers import TAKEN_AT
from bot.dialogue.turn import Reply
from bot.json_values import JsonObject, json_list
from bot.ledger import points, rewards
from bot.ledger.models import Reward, Voucher
from bot.ledger.rewards import ShopName
from bot.text import fold_typed
from bot.understanding.asking import Question
from bot.understanding.telling import Talk
from bot.understanding.telling.teller import programmes_of
from bot.wording import _

_ELITE = re.compile(r"elite", re.IGNORECASE)
_CIRCUMSTANCES = ("level", "with_offers")


def answer(
    ctx: Context, question: Question, reward: Reward, *, count: int = 1, voucher: Voucher | None = None
) -> Reply | None:
    """The answer to a question about a reward that is proposed, or about the voucher that it became; None
    where the question is none about it."""
    match question:
        case "why" if reward.kind == "parking" and _ELITE.search(ctx.request.text):
            return _for_the_tier(ctx, reward, count)
        case "why":
            text = _(
                "Because that is its price: the programme sets for each reward how many points it takes. "
                "{name} costs {points:points}."
            )
            return _told(
                ctx, ctx.say(text, name=reward.names, points=reward.points * count), "rewards_on_offer"
            )
        case "price":
            return ctx.reply(
                _("{name}: {points:points}."), name=_called(reward, count), points=reward.points * count
            )
        case "left":
            return _left(ctx, 0 if voucher else reward.points * count)
        case "afford" | "more":
            return None if voucher else priced(ctx, reward, count)
        case "undo":
            return _told(ctx, ctx.say(_("No.")), f"no_way_back_{reward.kind}")
        case "expires" | "by_when" | "when":
            return _end(ctx, reward, voucher)
        case "where" | "use_at":
            return _place(ctx, reward, asks_one=question == "use_at")
        case "how_used":
            return _told(ctx, "", f"using_{reward.kind}")
    return None


def priced(ctx: Context, reward: Reward, count: int = 1) -> Reply:
    """What a reward takes, and what that would leave or is missing of the member's points."""
    shown.note(ctx, shown.ShownOffer(reward.id, count))
    cost = reward.points * count
    price = ctx.say(_("{name}: {points:points}."), name=_called(reward, count), points=cost)
    left = _left(ctx, cost) if cost else None
    return ctx.reply(ctx.join(price, left.text) if left else price, custom=_of_catalogue(ctx))


def under(ctx: Context, reward: Reward) -> list[Reply]:
    """What holds for a reward under circumstances that the words name: where the car stands, another offer
    beside it. Nothing where they name none."""
    engine, programme = ctx.services.engine, ctx.services.home_programme
    asking = Talk(programme=programme, kind="redeem", home=programme)
    told = ctx.services.understanding.tell(ctx.request.text, ctx.now, asking, programmes_of(engine))
    facts = {fact.path: fact.value for fact in told.facts if fact.path in _CIRCUMSTANCES}
    if told.kind != "redeem" or not facts:
        return []
    wish = {"reward.kind": reward.kind, "reward.points": reward.points, "reward.hours": reward.hours}
    frame = Frame("redeem", programme).with_facts({name: value for name, value in wish.items() if value})
    verdict = talk.look_up(ctx, frame.with_facts(facts))
    if verdict.custom["outcome"] != "approved":
        return [verdict]
    place = _told(ctx, ctx.say(_("Yes.")), f"taken_{reward.kind}")
    clauses = [*json_list(place.custom.get("clauses", ())), *json_list(verdict.custom["clauses"])]
    return [ctx.reply(place.text, custom={**verdict.custom, "clauses": clauses})]


def _for_the_tier(ctx: Context, reward: Reward, count: int) -> Reply:
    """Why a member pays points for what is free for others: whose it is by the rules."""
    price = ctx.say(_("{name}: {points:points}."), name=_called(reward, count), points=reward.points * count)
    clause = ctx.services.home.pack.deciding.get(("redeem", "elite_only"))
    if clause is None:
        return ctx.reply(price)
    said = ctx.services.words.clause(clause.id, ctx.language)
    return ctx.reply(ctx.join(price, said), custom={"clauses": [clause.id]})


def _called(reward: Reward, count: int) -> Mapping[str, str]:
    return {language: name if count == 1 else f"{count} × {name}" for language, name in reward.names.items()}


def _left(ctx: Context, cost: int) -> Reply | None:
    if ctx.member is None:
        return None
    balance = points.balance(ctx.session, ctx.services.engine, ctx.member, ctx.now).figures.balance or 0
    if not cost:
        return ctx.reply(_("You have {points:points}."), points=balance)
    if short := too_few(ctx, cost):
        return ctx.reply(short)
    text = _("{left:points} would be left of your {balance:points}.")
    return ctx.reply(text, left=balance - cost, balance=balance)


def too_few(ctx: Context, cost: int) -> str | None:
    """That the member has too few points, where it is so."""
    if ctx.member is None:
        return None
    balance = points.balance(ctx.session, ctx.services.engine, ctx.member, ctx.now).figures.balance or 0
    if cost <= balance:
        return None
    text = _("It takes {cost:points} and you have {balance:points}: {missing:points} too few.")
    return ctx.say(text, cost=cost, balance=balance, missing=cost - balance)


def _end(ctx: Context, reward: Reward, voucher: Voucher | None) -> Reply:
    if voucher is not None:
        first = ctx.say(_("The last day to use {name} is {day}."), name=reward.names, day=voucher.valid_until)
        return _told(ctx, first, f"end_of_{reward.kind}")
    day = None
    if ctx.member is not None:
        decision = rewards.preview(ctx.session, ctx.services.engine, ctx.member, reward, ctx.now)
        day = decision.figures.valid_until
    first = ctx.say(_("If it is redeemed now, the last day to use it is {day}."), day=day) if day else ""
    return _told(ctx, first, f"end_of_{reward.kind}")


def _place(ctx: Context, reward: Reward, *, asks_one: bool) -> Reply:
    taking = rewards.shops_taking(ctx.session, reward)
    if not taking:
        first = ""
        if asks_one:
            first = ctx.say(_("That depends on whether the shop takes part, and I don't have the list here."))
        return _told(ctx, first, f"taken_{reward.kind}")
    if not asks_one:
        return _told(ctx, ctx.say(TAKEN_AT, shops=taking) + "\n", f"using_{reward.kind}")
    if _names_one_of(ctx, taking):
        return ctx.reply(ctx.join(ctx.say(_("Yes.")), ctx.say(TAKEN_AT, shops=taking)))
    return ctx.reply(_("No: it is taken only at {shops}."), shops=taking)


def _names_one_of(ctx: Context, taking: list[ShopName]) -> bool:
    text = fold_typed(ctx.request.text).text
    names = [name for shop in taking for name in ([shop] if isinstance(shop, str) else shop.values())]
    return any(fold_typed(name).text in text for name in names)


def _told(ctx: Context, first: str, role: str) -> Reply:
    """A first sentence, and the clause that it rests on, where the rule book has one for that role."""
    playing = ctx.services.home.pack.roles.get(role, ())
    if not playing:
        return ctx.reply(first)
    said = ctx.services.words.clause(playing[0].id, ctx.language)
    whole = first + said if first.endswith("\n") else ctx.join(first, said) if first else said
    return ctx.reply(whole, custom={"clauses": [playing[0].id]})


def _of_catalogue(ctx: Context) -> JsonObject:
    return {"clauses": catalogue_clauses(ctx)}


def catalogue_clauses(ctx: Context) -> list[str]:
    """The clause on the rewards that there are, where the rule book has one."""
    return [clause.id for clause in ctx.services.home.pack.roles.get("rewards_on_offer", ())[:1]]
