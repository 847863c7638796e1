"""What is taken off below the total: vouchers, gift cards, points, discounts, and the part paid in cash."""

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.reading.fields import labels
from bot.reading.fields.amounts import last_sum
from bot.reading.fields.payment import Tender
from bot.reading.ocr.lines import Row
from bot.reading.reading import Deduction

_CENT = Decimal("0.01")
# Rows about vouchers or savings that take nothing off this paper.
_MENTION = re.compile(
    r"满|SPEND|获|赠|EARN|余|BALANCE|REMAIN|NEXT|下次|有效|VALID|EXPIR"
    r"|节省|SAVED|SAVE \D*\d|YOU |INCLUDED|包括|已扣"
    r"|AVAILABLE|(?<![A-Z])FROM(?![A-Z])|(?<![A-Z])NOW(?![A-Z])|ON SALE|有售|发售|现售"
)


def deduction_kind(text: str) -> str | None:
    """The kind of deduction that folded text names."""
    if labels.GIFT_CARD.search(text):
        return "gift_card"
    if labels.VOUCHER.search(text):
        return "voucher"
    if labels.POINTS.search(text):
        return "points"
    if labels.DISCOUNT.search(text):
        return "discount"
    return None


def deductions_below(
    rows: Sequence[Row], index: int, value: Decimal
) -> tuple[tuple[Deduction, ...], tuple[Row, ...]]:
    """What stands below the total of `value` in the row of `index` and is taken off it, with its rows."""
    found, where = [], []
    for row in rows[index + 1 :]:
        kind = deduction_kind(row.plain)
        amount = last_sum(row)
        if kind is None and amount is not None and amount.value < 0 and len(row.pieces) == 1:
            kind = _kind_beside(rows, row)
        if kind is None or amount is None or amount.value == 0 or abs(amount.value) > value:
            continue
        if not re.search(r"\d\W*$", row.plain):
            continue  # a sentence that mentions a sum
        if _MENTION.search(row.plain):
            continue
        if kind == "discount" and amount.value > 0 and not re.search(r"LESS|减|扣", row.plain):
            continue
        found.append(Deduction(kind, abs(amount.value)))
        where.append(row)
    taken: Decimal = sum((d.amount for d in found), Decimal(0))
    return (tuple(found), tuple(where)) if taken <= value else ((), ())


def _kind_beside(rows: Sequence[Row], row: Row) -> str | None:
    """The kind of a bare negative sum: its words stand in the row above or below where paper is bent."""
    beside = [other for other in rows if abs(other.index - row.index) == 1 and last_sum(other) is None]
    return next((kind for other in beside if (kind := deduction_kind(other.plain))), None)


def cash_less_change(rows: Sequence[Row], index: int) -> Decimal | None:
    """Cash given less change, as told below the row of `index`."""
    given = back = None
    for row in rows[index + 1 :]:
        amount = last_sum(row, sure=False)
        if amount is None:
            continue
        if labels.CHANGE.search(row.plain):
            back = abs(amount.value)
        elif labels.TENDERED.search(row.plain) and given is None:
            given = abs(amount.value)
    return given - back if given is not None and back is not None and given >= back else None


def cash_part(
    tenders: Sequence[Tender],
    index: int,
    missing: Decimal,
    change: Decimal | None,
) -> Deduction | None:
    """The `missing` part of a mixed payment if it was cash: only the electronic part counts."""
    for tender in tenders:
        if tender.payment != "cash" or tender.row.index <= index or tender.amount is None:
            continue
        if abs(tender.amount - missing) < _CENT or (change is not None and abs(change - missing) < _CENT):
            return Deduction("cash", missing)
    return None
