"""Checks about what does not count: shops, categories, channels, ways of settling."""

from bot.rules.checks.payments import OfReceipt
from bot.rules.decision import Finding
from bot.rules.pack import Clause
from bot.rules.query import Query, broken, holds
from bot.rules.registry import check


@check("earn", lists=("shops",), says={"shop": ("merchant", "known_as")})
def shop_not_excluded(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """The shop is none of those left out, under any usual name."""
    merchant = query.facts.receipt.merchant
    shop = None if merchant is None else clause.shops.find(merchant)
    return None if shop is None else broken(clause, "shop", merchant=merchant, known_as=shop.name)


@check("earn", "claim", lists=("excluded_categories",), says={"category": ("bought",)})
def category_not_excluded(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """What was bought is of no category left out."""
    category = query.facts.receipt.category
    return (
        broken(clause, "category", bought=category)
        if category in clause.lists["excluded_categories"]
        else None
    )


@check("earn", "claim", lists=("refused_channels",), says={"channel": ("bought_via",)})
def channel_not_refused(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """It was bought in the shop, not through a channel left out."""
    channel = query.facts.receipt.channel
    return (
        broken(clause, "channel", bought_via=channel) if channel in clause.lists["refused_channels"] else None
    )


@check("earn", "claim", says={"split": ()})
def not_split(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """One purchase stands on one bill."""
    return broken(clause, "split") if query.facts.receipt.split else None


@check("earn", "claim", says={"refunded": ()})
def not_refunded(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """The purchase stands: nothing was returned, refunded or disputed."""
    return broken(clause, "refunded") if query.facts.receipt.refunded else None


@check("earn", says={"first_part": (), "later_part": ("part",)})
def first_part_only(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """Of a deposit or instalments only the first payment counts."""
    receipt = query.facts.receipt
    if not receipt.paid_in_parts:
        return None
    if receipt.settlement_part == 1:
        return holds(clause, "first_part")
    return broken(clause, "later_part", part=receipt.settlement_part)


@check("earn", "claim", lists=("refused_forms",), says={"form": ("form",)})
def form_not_refused(query: Query[OfReceipt], clause: Clause) -> Finding | None:
    """The receipt comes in no form that the book refuses."""
    form = query.facts.receipt.form
    return broken(clause, "form", form=form) if form in clause.lists["refused_forms"] else None
