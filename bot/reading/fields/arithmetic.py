"""Whether the sums on a paper bear a total out, and what speaks against it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.fields import labels
from bot.reading.fields.amounts import last_sum
from bot.reading.fields.deductions import deduction_kind
from bot.reading.fields.payment import Tender
from bot.reading.fields.total_lines import CENT, TotalLine, rank_of
from bot.reading.ocr.lines import Row
from bot.reading.reading import Deduction


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found for a total, for the arithmetic that may bear it out."""

    rows: Sequence[Row]
    lines: Sequence[TotalLine]
    tenders: Sequence[Tender]
    chosen: TotalLine
    value: Decimal
    paid: Decimal | None
    deductions: tuple[Deduction, ...]
    change: Decimal | None  # cash given less change

    @property
    def taken(self) -> Decimal:
        """The sum of the deductions."""
        return sum((deduction.amount for deduction in self.deductions), Decimal(0))


def _rest_was_paid(found: Figures) -> bool:
    rest = found.value - found.taken
    return any(
        abs(rest - tender.amount) < CENT
        for tender in found.tenders
        if tender.amount is not None
        and tender.payment != "cash"
        and tender.row.index > found.chosen.row.index
    )


def _paid_repeats(found: Figures) -> bool:
    same = found.paid is not None and abs(found.paid - found.value) < CENT
    return same and not found.deductions and not _rest_was_paid(found)


def _printed_twice(found: Figures) -> bool:
    others = (line for line in found.lines if line is not found.chosen)
    if any(abs(line.amount.value) == found.value for line in others):
        return True
    return found.chosen.label != "subtotal" and _subtotal_is(found.rows, found.value)


# The arithmetic that may bear a total out, by what is said of it.
PROOFS: tuple[tuple[str, Callable[[Figures], bool]], ...] = (
    ("total less deductions is what was paid", _rest_was_paid),
    ("the sum paid repeats the total", _paid_repeats),
    (
        "cash less change is the total",
        lambda found: found.change is not None and abs(found.change - found.value) < CENT,
    ),
    ("the items add up to the total", lambda found: _items_add_up(found.rows, found.chosen, found.value)),
    ("the total is printed twice", _printed_twice),
)


def is_rival(line: TotalLine, chosen: TotalLine, slip: bool) -> bool:
    """Whether another total of another value speaks against the chosen one."""
    if chosen.label == "headline" or line.rank < 3 or (slip and line.rank < chosen.rank):
        return False  # what stood before the offers; a lesser label
    return abs(line.amount.value) != abs(chosen.amount.value)


def _subtotal_is(rows: Sequence[Row], value: Decimal) -> bool:
    sums = (last_sum(row) for row in rows if labels.SUBTOTAL.search(row.plain))
    return any(amount is not None and amount.value == value for amount in sums)


def charges_lead(rows: Sequence[Row], before: TotalLine, chosen: TotalLine) -> bool:
    """Whether the sums printed between an earlier total and the chosen one make up their difference."""
    between = [
        amount.value
        for row in rows[before.row.index + 1 : chosen.row.index]
        for amount in [last_sum(row)]
        if amount is not None
    ]
    difference = abs(chosen.amount.value) - abs(before.amount.value)
    return bool(between) and difference != 0 and abs(sum(between, Decimal(0)) - difference) < CENT


def _items_add_up(rows: Sequence[Row], chosen: TotalLine, value: Decimal) -> bool:
    """Whether the sums above the total add up to it, or to a subtotal with charges and discounts after it."""
    items: list[Decimal] = []
    subtotal: Decimal | None = None
    after: list[Decimal] = []
    for row in rows:
        if row.index >= chosen.row.index:
            break
        amount = last_sum(row)
        if amount is None or (not amount.cents and amount.currency is None):
            continue
        if labels.SUBTOTAL.search(row.plain):
            if subtotal is None or sum(items, Decimal(0)) == amount.value:
                subtotal = amount.value
                after = []
            continue
        if rank_of(row.plain, False)[0] >= 3:
            continue
        signed = amount.value
        if signed > 0 and deduction_kind(row.plain) == "discount":
            signed = -signed
        (items if subtotal is None else after).append(signed)
    base = [subtotal] if subtotal is not None else []
    total_items = sum(items, Decimal(0))
    if len(items) >= 1 and subtotal is None:
        base.append(total_items)
    for start in base:
        if start > 0 and (abs(start + sum(after, Decimal(0)) - value) < Decimal("0.06")):
            return subtotal is None or len(after) > 0 or abs(total_items - start) < CENT
    return False
