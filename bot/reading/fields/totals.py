"""The line called total, what is taken off below it, tips, and the sum that was paid.

The total is settled by its label first and by arithmetic second: a later total that differs by a service
charge, a tip or rounding replaces it; one that differs by a voucher, gift card or points does not, since
those are deductions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.reading.fields import labels
from bot.reading.fields.amounts import amounts_of, last_sum
from bot.reading.fields.arithmetic import PROOFS, Figures, charges_lead, is_rival
from bot.reading.fields.deductions import cash_less_change, cash_part, deduction_kind, deductions_below
from bot.reading.fields.payment import Tender
from bot.reading.fields.total_lines import CENT, RECEIVED, TotalLine, sum_behind, total_lines
from bot.reading.ocr.lines import Row
from bot.reading.reading import Deduction

_SUGGESTED = re.compile(r"SUGGEST|RECOMMEND|OPTION|GUIDE|建议|参考|自愿|\d ?%|INCLUDED FOR YOUR|NOT INCLUDED")
# The part that is paid with this paper, and what is named like it.
_PART = re.compile(
    r"DEPOSIT|DOWN ?-?PAYMENT|INSTALL?MENT|PAID|PAYMENT"
    r"|[订定]金|首付|首期|末期|第.期|本期|今次|本次|实付|已付|实收|尾[数款]"
)
_NOT_THIS_PART = re.compile(
    r"BALANCE (?:DUE|TO PAY|PAYABLE)|OUTSTANDING|REMAIN|LESS|PREVIOUS"
    r"|未付|待付|余[额数款]|尚欠|扣除?|减|总[价额]"
)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the paper says was due, taken off and paid."""

    total: TotalLine | None
    deductions: tuple[Deduction, ...] = ()
    deduction_rows: tuple[Row, ...] = ()
    tips: Decimal | None = None
    paid: Decimal | None = None  # printed beside the way of payment
    bears_out: tuple[str, ...] = field(default=())  # which arithmetic agrees
    rivals: tuple[TotalLine, ...] = ()  # other totals of another value
    contradicted: bool = False  # cash less change is another sum
    local_total: Decimal | None = None  # the same in the place's currency, where a wallet charges its own


def work_out(rows: Sequence[Row], slip: bool, tenders: Sequence[Tender], in_parts: bool = False) -> Sums:
    """Settle total, deductions, tips and what was paid for one paper. `in_parts`: it is the paper of a
    deposit or an instalment, whose total is what was due on it and not the price.
    """
    lines = total_lines(rows, slip)
    part = _part_paid(rows, tenders) if in_parts and not slip else None
    if part is not None:
        return Sums(part, paid=abs(part.amount.value), bears_out=("the sum paid repeats the total",))
    chosen = _choose(rows, lines, tenders, slip)
    if chosen is None:
        return Sums(None)
    charged = _charged(rows, chosen) if slip else None
    local_total = abs(chosen.amount.value) if charged else None
    chosen = charged or chosen
    value = abs(chosen.amount.value)
    paid = _paid(tenders, chosen)
    index = chosen.row.index
    deductions, deduction_rows = ((), ()) if slip else deductions_below(rows, index, value)
    change = cash_less_change(rows, index)
    if paid is not None and paid < value:
        left = value - paid - sum((deduction.amount for deduction in deductions), Decimal(0))
        cash = cash_part(tenders, index, left, change)
        deductions = deductions if cash is None else (*deductions, cash)
    found = Figures(rows, lines, tenders, chosen, value, paid, deductions, change)
    bears_out = [reason for reason, agrees in PROOFS if agrees(found)]
    if not bears_out and any(charges_lead(rows, line, chosen) for line in lines):
        bears_out.append("charges after an earlier total lead to it")
    return Sums(
        total=chosen,
        deductions=deductions,
        deduction_rows=deduction_rows,
        tips=_tips(rows, chosen),
        paid=paid,
        bears_out=tuple(bears_out),
        rivals=tuple(line for line in lines if is_rival(line, chosen, slip)),
        contradicted=change is not None and not slip and abs(change - value + found.taken) >= CENT,
        local_total=local_total,
    )


def _part_paid(rows: Sequence[Row], tenders: Sequence[Tender]) -> TotalLine | None:
    """The line of a part payment: the one that equals what was paid, or else the one that names the part."""
    paid = [tender for tender in tenders if tender.amount and tender.amount_found is not None]
    named = [
        TotalLine(row, amount, 3, "part")
        for row in rows
        if _PART.search(row.plain) and not _NOT_THIS_PART.search(row.plain) and (amount := last_sum(row))
    ]
    for line in named:
        if any(tender.amount == abs(line.amount.value) for tender in paid):
            return line
    if paid and paid[-1].amount_found is not None:
        return TotalLine(paid[-1].row, paid[-1].amount_found, 3, "part")
    return named[0] if named else None


def _choose(
    rows: Sequence[Row], lines: Sequence[TotalLine], tenders: Sequence[Tender], slip: bool
) -> TotalLine | None:
    if not lines:
        return _received(rows, tenders) or _subtotal(rows, tenders) or _largest_print(rows, tenders, slip)
    best = max(line.rank for line in lines)
    strong = [line for line in lines if line.rank >= 3] or [line for line in lines if line.rank == best]
    chosen = strong[0]
    for line in strong[1:]:
        before, after = abs(chosen.amount.value), abs(line.amount.value)
        if after == before:
            continue
        between = [row for row in rows if chosen.row.index < row.index < line.row.index]
        if _explained_by_deductions(between, before - after):
            continue
        paid_before = any(chosen.row.index < tender.row.index < line.row.index for tender in tenders)
        if paid_before and line.rank < 4:
            continue  # a summary below the payment
        chosen = line
    if slip:
        return _headline(rows, chosen) or _rounded(rows, chosen) or chosen
    return _by_cash(rows, chosen) or _rounded(rows, chosen) or chosen


def _charged(rows: Sequence[Row], chosen: TotalLine) -> TotalLine | None:
    """A mainland wallet's headline in its own currency, where the chosen sum is that of the shop."""
    if chosen.amount.currency != "HKD":
        return None
    sums = [(row, amount) for row in rows for amount in amounts_of(row) if amount.sure and not amount.unit]
    if not sums:
        return None
    row, amount = max(sums, key=lambda pair: pair[1].piece.height)
    value = abs(amount.value)
    named = any(other.currency == "CNY" and abs(other.value) == value for _, other in sums)
    if not named or value == abs(chosen.amount.value):
        return None
    return TotalLine(row, replace(amount, currency="CNY"), 3, "headline")


def _headline(rows: Sequence[Row], chosen: TotalLine) -> TotalLine | None:
    """An app's large sum at the top, where it is what is left of the chosen one after offers."""
    sums = [(row, amount) for row in rows for amount in amounts_of(row) if amount.sure and not amount.unit]
    if not sums:
        return None
    heights = sorted(amount.piece.height for _, amount in sums)
    row, amount = max(sums, key=lambda pair: pair[1].piece.height)
    left, before = abs(amount.value), abs(chosen.amount.value)
    if amount.piece.height < 1.4 * heights[len(heights) // 2] or not 0 < left < before:
        return None
    off = sum(
        (abs(a.value) for r, a in sums if deduction_kind(r.plain) and a is not amount), start=Decimal(0)
    )
    return TotalLine(row, amount, 3, "headline") if abs(before - off - left) < CENT else None


def _rounded(rows: Sequence[Row], chosen: TotalLine) -> TotalLine | None:
    """What a till calls received: the total with the discounts, charges and rounding printed between the two.

    Not what is left to pay after vouchers, gift cards or points: those are deductions from the total.
    """
    due, steps = abs(chosen.amount.value), 0
    for row in rows[chosen.row.index + 1 :]:
        amount = last_sum(row)
        if amount is None:
            continue
        if RECEIVED.search(row.plain):
            borne_out = steps and abs(due - abs(amount.value)) < CENT
            return TotalLine(row, amount, 3, "received") if borne_out else None
        kind = deduction_kind(row.plain)
        if kind not in (None, "discount"):
            return None
        due += -abs(amount.value) if kind else amount.value
        steps += 1
    return None


def _received(rows: Sequence[Row], tenders: Sequence[Tender]) -> TotalLine | None:
    """The row that a till without a total calls received, where it is not the cash that was handed over."""
    for row in rows:
        amount = sum_behind(row, RECEIVED)
        if amount is None:
            continue
        after = [other for other in rows if other.index > row.index]
        given = any(labels.TENDERED.search(other.plain) for other in after)
        if any(labels.CHANGE.search(other.plain) for other in after) and not given:
            continue
        paid = any(t.amount == abs(amount.value) for t in tenders if t.row.index > row.index)
        return TotalLine(row, amount, 3 if paid or given else 2, "received")
    return None


def _by_cash(rows: Sequence[Row], chosen: TotalLine) -> TotalLine | None:
    """The row whose sum is the cash given less the change, where that is not the chosen total or its net."""
    given = next((row for row in rows if labels.TENDERED.search(row.plain) and last_sum(row)), None)
    if given is None:
        return None
    back = next((row for row in rows if row.index > given.index and labels.CHANGE.search(row.plain)), None)
    sums = (last_sum(given), last_sum(back) if back else None)
    if sums[0] is None or sums[1] is None:
        return None
    spent = abs(sums[0].value) - abs(sums[1].value)
    deductions, _ = deductions_below(rows, chosen.row.index, abs(chosen.amount.value))
    net = abs(chosen.amount.value) - sum((d.amount for d in deductions), Decimal(0))
    if spent <= 0 or abs(spent - net) < CENT:
        return None
    for row in reversed(rows[: given.index]):
        for amount in amounts_of(row):
            if amount.sure and abs(amount.value) == spent and deduction_kind(row.plain) is None:
                return TotalLine(row, amount, 3, "cash less change")
    return None


def _subtotal(rows: Sequence[Row], tenders: Sequence[Tender]) -> TotalLine | None:
    """A paper that goes from the subtotal straight to the payment."""
    for row in reversed(rows):
        amount = last_sum(row) if labels.SUBTOTAL.search(row.plain) else None
        if amount is not None and amount.value > 0:
            follows = [t for t in tenders if t.row.index > row.index and t.amount is not None]
            exact = any(tender.amount == amount.value for tender in follows)
            return TotalLine(row, amount, 2.5 if exact else 2, "subtotal")
    return None


def _explained_by_deductions(between: Sequence[Row], less: Decimal) -> bool:
    """Whether the rows between two totals are vouchers, gift cards or points that make up the difference."""
    if less <= 0:
        return False
    sums = [
        amount
        for row in between
        if deduction_kind(row.plain) not in (None, "discount")
        for amount in [last_sum(row)]
        if amount
    ]
    return bool(sums) and abs(sum(abs(a.value) for a in sums) - less) < CENT


def _largest_print(rows: Sequence[Row], tenders: Sequence[Tender], slip: bool) -> TotalLine | None:
    """Without a label: an app's headline, or the sum beside the way of payment."""
    sums = [
        (row, amount)
        for row in rows
        for amount in amounts_of(row)
        if amount.sure and amount.value and not amount.unit and not labels.NOT_TOTAL.search(row.plain)
    ]
    if not sums:
        return None
    if slip:
        row, amount = max(sums, key=lambda pair: (round(pair[1].piece.height / 4), -pair[0].index))
        heights = sorted(amount.piece.height for _, amount in sums)
        return TotalLine(
            row,
            amount,
            2.5 if len(sums) == 1 or amount.piece.height > 1.3 * heights[len(heights) // 2] else 1,
            "",
        )
    for tender in tenders:
        if tender.amount is not None and tender.amount_found is not None:
            return TotalLine(tender.row, tender.amount_found, 1.5, "")
    below = [pair for pair in sums if pair[0].index >= len(rows) * 0.4]
    if not below:
        return None
    row, amount = max(below, key=lambda pair: (round(pair[1].piece.height / 6), pair[1].value))
    usual = sorted(pair[1].piece.height for pair in sums)[len(sums) // 2]
    # In print like that of the articles it is an article: the paper's foot is missing.
    return TotalLine(row, amount, 1, "") if amount.piece.height > 1.2 * usual or len(sums) == 1 else None


def _paid(tenders: Sequence[Tender], chosen: TotalLine) -> Decimal | None:
    sums = [
        t.amount
        for t in tenders
        if t.amount is not None
        and t.payment != "cash"
        and (t.row.index > chosen.row.index or (chosen.rank == 2 and t.amount == abs(chosen.amount.value)))
    ]
    return sums[0] if sums else None


def _tips(rows: Sequence[Row], chosen: TotalLine) -> Decimal | None:
    for row in rows:
        offered = labels.SERVICE.search(row.plain) or _SUGGESTED.search(row.plain)
        if labels.TIPS.search(row.plain) and not offered:
            amount = last_sum(row)
            if amount is not None and 0 < amount.value < abs(chosen.amount.value):
                return amount.value
    return None
