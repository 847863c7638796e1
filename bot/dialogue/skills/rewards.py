"""The catalogue of rewards, and the vouchers that a member holds."""

import re
from collections.abc import Callable, Sequence

from bot.dialogue import about_offer, offers, shown, topic
from bot.dialogue.context import Answer, Context, Request
from bot.dialogue.flows import redeem
from bot.dialogue.intents import Command, MenuEntry, intent
from bot.dialogue.skills.members_only import members_only
from bot.dialogue.turn import Reply
from bot.dialogue.voucher_card import voucher_reply
from bot.ledger import rewards
from bot.ledger.models import Member, Reward
from bot.programmes import Needs
from bot.text import fold_typed
from bot.understanding.asking import asked
from bot.understanding.consent import is_yes
from bot.wording import _, n_

Skill = Callable[[Context], Answer]

# Words that name a reward stand in a message of at most so many characters.
_SHORT = 60
# Kinds whose names say what they are; parking and vouchers are asked about in many other ways.
_BY_NAME_ALONE = ("gift", "gift_voucher")
_MONEY = re.compile(r"錢|钱|\bdollars?\b|\bfee\b", re.IGNORECASE)
_PARKING = ("parking", "elite_parking")
_WANTS = re.compile(
    r"\b(?:want|need|redeem|get|take|give me|i'?d (?:like|love)|i(?:'?ll| will) have|let me have|go on|"
    r"please|pls)\b|想|要|換|换|攞|兌|兑",
    re.IGNORECASE,
)
_SAME_AGAIN = re.compile(
    r"(?<![a-z])(?:(?:one more|another(?: one)?|1 more)(?: of (?:the same|those|these|that|it))?"
    r"(?: please| pls)?\W*$|"
    r"(?:the )?same (?:one |thing |again)|same again|(?:do|redeem) (?:it|that|the same) again)|"
    r"[再多][要换兑攞来嚟黎]?多?[一1][张个份次](?:一样|同样|一模一样|同款)?[嘅的]?\W*$|"
    r"(?:一样|同样|同款)[嘅的]?[再多]"
)
# "What vouchers have you got?" asks for what there is, not for what the member holds.
_OURS = re.compile(
    r"\b(?:you|u)(?: have| 've|'ve)? ?got\b|\b(?:have|do) (?:you|u) (?:got|have|offer|sell)\b|"
    r"\b(?:are|is) there\b|\bon offer\b|\bavailable\b|\b(?:you|u) (?:have|offer)\b|"
    r"\bcan i (?:get|redeem|exchange|choose)\b|"
    r"(?:你[哋們们]?|呢度|這裡|这里|這邊|这边)(?:而家|現在|现在)?(?:有|得)|"
    r"(?:有|得)(?:乜|咩|什麼|什么|邊啲|哪些|邊幾|哪幾|哪几).{0,8}(?:換|换|兌|兑|攞|領|领|選|选)|"
    r"可以(?:換|换|兌|兑)",
    re.IGNORECASE,
)


REWARDS = Needs("rewards", kinds=("redeem",))


@intent(
    "browse_rewards",
    means=_("See the rewards"),
    menu=MenuEntry(3, _("🎁 Rewards")),
    command=Command(5, "rewards", _("Rewards to redeem")),
    needs=REWARDS,
    tells=True,
)
def browse(ctx: Context) -> list[Reply]:
    """What can be redeemed, with prices in points; of a reward that is named, all about it."""
    choice = offers.visible(ctx, ctx.member)
    meant = [] if ctx.request.pressed else offers.named(ctx, choice)
    if len(meant) == 1:
        return [describe(ctx, meant[0])]
    return [offers.catalogue(ctx, meant or choice, ctx.say(_("These rewards are available now:")))]


def describe(ctx: Context, reward: Reward) -> Reply:
    """One reward: its price, what it is, how many are left."""
    lines = [about_offer.priced(ctx, reward).text]
    if about := reward.descriptions.get(ctx.language):
        lines.append(about)
    if reward.stock is not None:
        left = n_("{count} is left.", "{count} are left.")
        lines.append(ctx.say(left if reward.stock > 0 else _("It is sold out."), count=reward.stock))
    buttons = (ctx.button(_("✅ Redeem"), "redeem", reward=reward.id),) if reward.stock != 0 else ()
    return ctx.reply(
        "\n".join(lines), buttons=buttons, custom={"clauses": about_offer.catalogue_clauses(ctx)}
    )


def asked_about(ctx: Context) -> Skill | None:
    """The skill for the price of a reward that the words name, and whether the points are enough for it."""
    text = ctx.request.text
    question = None if ctx.request.pressed else asked(text)
    programme = ctx.request.first("programme")
    if question not in ("price", "afford", "left", "more") or ctx.request.first("merchant") is not None:
        return None
    if programme not in (None, ctx.services.home_programme):
        return None
    known = offers.visible(ctx, ctx.member)
    by_name = offers.called(text, known) or offers.pointed(ctx, known)
    if not by_name and ctx.request.first("reward") is None:
        return None
    meant = offers.named(ctx, known)
    if not meant or (question == "price" and not _priced_in_points(ctx, meant)):
        return None
    if question == "more" and meant[0].kind == "elite_parking":
        return None  # "how many more for Elite?" is about the tier
    return lambda ctx: [_priced(ctx, meant)]


def taken_up(ctx: Context) -> Skill | None:
    """The skill for a yes to a reward that was only described: it is proposed, and needs a yes of its own."""
    newest = shown.newest(ctx)
    if ctx.request.pressed or ctx.member is None or not isinstance(newest, shown.ShownOffer):
        return None
    if not is_yes(ctx.request.text, "redeem"):
        return None
    wish = Request("redeem", {"reward": (newest.reward,)}, ctx.request.text)
    return lambda ctx: redeem_offer(ctx.asking(wish))


def again(ctx: Context) -> Skill | None:
    """The skill for another of what was redeemed last ("one more of the same"): it is proposed."""
    last = shown.last(ctx, shown.ShownOffer)
    if last is None or ctx.member is None or not _few_words(ctx) or asked(ctx.request.text) is not None:
        return None
    if not _SAME_AGAIN.search(fold_typed(ctx.request.text).text):
        return None
    wish = Request("redeem", {"reward": (last.reward,)}, ctx.request.text)
    return lambda ctx: redeem_offer(ctx.asking(wish))


def wished_for(ctx: Context) -> bool:
    """Whether a member's words wish for one reward that they name by its hours or value."""
    request = ctx.request
    if ctx.member is None or request.intent not in ("redeem_parking", "redeem_evoucher"):
        return False
    number = request.first("hours") is not None or request.first("amount") is not None
    return number and len(offers.named(ctx, offers.visible(ctx, ctx.member))) == 1


def _priced_in_points(ctx: Context, meant: Sequence[Reward]) -> bool:
    """Whether the price is surely one in points: parking has another, in money."""
    if topic.speaks_of_points(ctx.request.text):
        return True
    return _MONEY.search(ctx.request.text) is None and all(offer.kind not in _PARKING for offer in meant)


def _priced(ctx: Context, meant: Sequence[Reward]) -> Reply:
    if len(meant) == 1:
        return describe(ctx, meant[0])
    return offers.catalogue(ctx, meant, ctx.say(_("These rewards are available now:")))


def picked(ctx: Context) -> Skill | None:
    """The skill for words that name one reward of the list just shown and little else: by its place there,
    its number or a word of its name ("the 100 one")."""
    listed = shown.newest(ctx)
    if (
        not isinstance(listed, shown.ShownOffers)
        or not _few_words(ctx)
        or asked(ctx.request.text) is not None
    ):
        return None
    choice = [offer for offer in offers.visible(ctx, ctx.member) if offer.id in listed.rewards]
    return redeem_offer if len(offers.named(ctx, choice)) == 1 else None


def _few_words(ctx: Context) -> bool:
    request = ctx.request
    return not request.pressed and len(request.text) <= _SHORT and request.first("merchant") is None


def named_alone(ctx: Context) -> Skill | None:
    """The skill for words that name one reward and little else, by a word of its name that no other has."""
    if not _few_words(ctx):
        return None
    known = offers.visible(ctx, ctx.member)
    if len(meant := offers.called(ctx.request.text, known)) != 1 or meant[0].kind not in _BY_NAME_ALONE:
        return None
    return redeem_offer if _WANTS.search(ctx.request.text) and asked(ctx.request.text) is None else browse


@intent("redeem_parking", means=_("Redeem free parking"), needs=REWARDS)
@members_only
def redeem_parking(ctx: Context, member: Member) -> Answer:
    """Redeem free parking: pick an offer, confirm, get the voucher."""
    return redeem.begin(ctx, member, kinds=("parking", "elite_parking"))


@intent("redeem_evoucher", means=_("Redeem an e-shopping voucher"), needs=REWARDS)
@members_only
def redeem_evoucher(ctx: Context, member: Member) -> Answer:
    """Redeem an e-shopping voucher (or a gift): pick, confirm, get it."""
    return redeem.begin(ctx, member, kinds=("evoucher", "gift", "gift_voucher"))


@intent("redeem", needs=REWARDS)
@members_only
def redeem_offer(ctx: Context, member: Member) -> Answer:
    """Redeem the one reward whose button was pressed, or that the words name."""
    return redeem.begin(ctx, member, kinds=offers.KINDS)


@intent(
    "check_vouchers",
    means=_("See my vouchers"),
    menu=MenuEntry(4, _("🎟 My vouchers")),
    command=Command(6, "vouchers", _("My vouchers")),
    needs=REWARDS,
)
def check_vouchers(ctx: Context) -> Answer:
    """The vouchers that the member holds; those that there are, where "you" are asked for them."""
    if not ctx.request.pressed and _OURS.search(ctx.request.text):
        return browse(ctx)
    return _held(ctx)


@members_only
def _held(ctx: Context, member: Member) -> Answer:
    """What is held, until when; a button each shows the code."""
    held = rewards.held_vouchers(ctx.session, member, ctx.now)
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


@intent("show_voucher", needs=REWARDS)
@members_only
def show_voucher(ctx: Context, member: Member) -> Answer:
    """The code of one voucher, good for a short time."""
    code = str(ctx.request.first("v") or "")
    voucher = next(
        (held for held in rewards.held_vouchers(ctx.session, member, ctx.now) if held.code == code), None
    )
    if voucher is None:
        return [ctx.reply(_("You don't hold that voucher any more: it was used, or its last day is over."))]
    shown.note(ctx, shown.ShownVouchers((voucher.code,)))
    return [voucher_reply(ctx, voucher)]
