"""Readings of several papers together: receipt and proof, one purchase twice, whose name stands on them."""

from bot.reading.sets.holder import whose
from bot.reading.sets.pairing import (
    ReceiptSet,
    disagreements,
    doubtful,
    maybe_folded,
    paid,
    paid_at_shop,
    pair,
    surely_no_sale,
    to_earn_receipt,
)
from bot.reading.sets.resemblance import same_purchase

__all__ = [
    "ReceiptSet",
    "disagreements",
    "doubtful",
    "maybe_folded",
    "paid",
    "paid_at_shop",
    "pair",
    "same_purchase",
    "surely_no_sale",
    "to_earn_receipt",
    "whose",
]
