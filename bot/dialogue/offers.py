"""The catalogue in the conversation: which rewards a member may see, and which one is meant."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import get_args

from bot.dialogue import shown
from bot.dialogue.context import Context
from bot.dialogue.turn import Reply
from bot.ledger import rewards
from bot.ledger.models import Member, Reward, RewardKind
from bot.text import fold_typed, has_han
from bot.understanding.choosing import numbers_in, other_in, position_in
from bot.wording import _

# Where a reward's vouchers are taken; also on the voucher's own page.
TAKEN_AT = _("Accepted at: {shops}")

KINDS: tuple[str, ...] = get_args(RewardKind)

_TOKEN = re.compile(r"[a-z]{3,}|[一-龥]+")
# Words in the names of rewards that are said of other things as well.
_COMMON = frozenset(
    {
        "free",
        "hours",
        "hour",
        "shopping",
        "members",
        "免费",
        "购物",
        "会员",
        "小时",
        "电子",
        "子购",
        "费泊",
        "费停",
        "物礼",
        "员免",
    }
)
_COSTS = re.compile(r"(\d{1,6})\s?(?:of my )?(?:points?|pts|积?分(?!钟|店))")
# A part of a message that turns something down names nothing that is wanted.
_PART = re.compile(r"[,.;!?。、，]|(?<![a-z])but(?![a-z])|而系|而是|我要|俾我")
_TURNED_DOWN = re.compile(
    r"(?<![a-z])(?:don'?t|do not|not|no(?! ?\d)|instead of|rather than)(?![a-z])|唔(?:要|想|系|换)|"
    r"不(?:要|想|是|换)|别"
)


def visible(ctx: Context, member: Member | None, kinds: Iterable[str] = KINDS) -> list[Reward]:
    """The offers of these kinds; those of Elite members for them alone."""
    programme = member.programme if member else ctx.services.home_programme
    return [
        offer
        for offer in rewards.offers(ctx.session, programme)
        if offer.kind in kinds and (offer.kind != "elite_parking" or member is None or member.tier == "elite")
    ]


def catalogue(ctx: Context, offers: Sequence[Reward], title: str) -> Reply:
    """The offers with their prices, a button each."""
    shown.note(ctx, shown.ShownOffers(tuple(offer.id for offer in offers)))
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


def named(ctx: Context, offers: Sequence[Reward]) -> list[Reward]:
    """The offers that the words name: by button, place in the list, hours or value, or part of a name."""
    text, wanted = ctx.request.text, ctx.request.first("reward")
    if exact := [offer for offer in offers if offer.id == wanted]:
        return exact
    if ctx.request.pressed and wanted is None:
        return []
    if at := pointed(ctx, offers):
        return at
    by_name = called(text, offers)
    numbers = numbers_in(_wanted(text)) | {
        Decimal(str(told)) for told in map(ctx.request.first, ("hours", "amount")) if told is not None
    }
    by_number = [offer for offer in offers if offer.hours in numbers or offer.value in numbers]
    by_number = by_number or _priced(text, offers)
    if by_name and by_number:
        return [offer for offer in by_number if offer in by_name] or by_number
    kind = [offer for offer in offers if offer.kind in (wanted, f"elite_{wanted}")]
    return by_number or by_name or kind


def _priced(text: str, offers: Sequence[Reward]) -> list[Reward]:
    """The offers that cost as many points as the words say: "use 110 points for the voucher"."""
    told = {int(match[1]) for match in _COSTS.finditer(fold_typed(text).text)}
    return [offer for offer in offers if offer.points in told]


def called(text: str, offers: Sequence[Reward]) -> list[Reward]:
    """The offers in whose names, in any language, most words of the text stand."""
    words = _wanted(text)
    scores = {offer.id: sum(token in words for token in _tokens(offer)) for offer in offers}
    best = max(scores.values(), default=0)
    return [offer for offer in offers if best and scores[offer.id] == best]


def pointed(ctx: Context, offers: Sequence[Reward]) -> list[Reward]:
    """The one at a place of the list just shown, or the other of two."""
    listed = shown.last(ctx, shown.ShownOffers)
    if listed is None:
        return []
    text, ids = ctx.request.text, [one for one in listed.rewards if any(one == offer.id for offer in offers)]
    chosen: list[str] = []
    if (place := position_in(text)) is not None and 0 < abs(place) <= len(ids):
        chosen = [ids[place - 1 if place > 0 else place]]
    elif other_in(text) and (proposed := shown.last(ctx, shown.ShownOffer)):
        chosen = [one for one in ids if one != proposed.reward]
    return [offer for offer in offers if offer.id in chosen]


def _wanted(text: str) -> str:
    """The folded text without the parts that turn something down."""
    parts = _PART.split(fold_typed(text).text)
    kept = [part for part in parts if not _TURNED_DOWN.search(part)]
    return " ".join(kept)


def _tokens(offer: Reward) -> set[str]:
    """Words of an offer's names; of Chinese ones every pair of characters, and the last of the first word,
    which says what it is (袋, 券)."""
    tokens: set[str] = set()
    for name in offer.names.values():
        found = _TOKEN.findall(fold_typed(str(name)).text)
        for word in found:
            tokens |= {word[at : at + 2] for at in range(len(word) - 1)} if has_han(word) else {word}
        if chinese := [word for word in found if has_han(word)]:
            tokens.add(chinese[0][-1])
    return tokens - _COMMON
