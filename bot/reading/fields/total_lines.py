"""The rows that may be the total, by their labels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.fields import labels
from bot.reading.fields.amounts import Amount, amounts_of, last_sum
from bot.reading.ocr.lines import Row

CENT = Decimal("0.01")
_PIECES = re.compile(r"总数\W{0,3}\d{1,3}(?![\d.,])")
# What a till calls the sum that it took.
RECEIVED = re.compile(r"实收|实际收款|实际支付")
# A sum that one would have to spend, or could win.
_ADVERTISED = re.compile(
    r"OR (?:ABOVE|MORE|OVER)|OR UP|MINIMUM|(?<![A-Z])(?:SPEND|SPENDING|WIN)(?![A-Z])|UPON|CHANCES?|LUCKY"
    r"|BY NET|[买购]满|满 ?\$?\d|消费满|或以上|奖品|总值|抽奖|每满"
)
_SALE = re.compile(r"\W*(?:SALE|销售|消费)(?:\W|$)")  # on a terminal's slip the kind of transaction


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A row that may be the total."""

    row: Row
    amount: Amount
    rank: float  # 4 a grand total, 3 a total, 2 an amount, 1 the largest print
    label: str


def total_lines(rows: Sequence[Row], slip: bool) -> list[TotalLine]:
    """Every row with a total's label and a sum, top to bottom."""
    found = []
    for position, row in enumerate(rows):
        text = row.plain
        rank, label = rank_of(text, slip)
        if not rank or _counts_pieces(rows, text):
            continue
        amount = _sum_at(rows, position)
        if amount is None or amount.value == 0:
            continue
        found.append(TotalLine(row, amount, rank, label))
    # Where a terminal tells the sum in the card's currency too, that of the place counts.
    local = [line for line in found if line.amount.currency in (None, "HKD", "CNY")]
    return local or found


def _counts_pieces(rows: Sequence[Row], text: str) -> bool:
    """Whether 总数 counts articles here: a bare small number, on a paper that says what it received."""
    return bool(_PIECES.search(text)) and any(sum_behind(row, RECEIVED) for row in rows)


def rank_of(text: str, slip: bool) -> tuple[float, str]:
    """The rank of a total's label in folded text (0 for none, as in `TotalLine`), and the label."""
    if _ADVERTISED.search(text):
        return 0, ""
    if labels.NOT_TOTAL.search(text) and not re.search(r"\(.*?(?:\d ?ITEMS?|件|QTY).*?\)", text):
        stripped = labels.NOT_TOTAL.sub(" ", text)
        if not (labels.GRAND_TOTAL.search(stripped) or labels.TOTAL.search(stripped)):
            return 0, ""
    if len({match.group() for match in labels.TABLE_HEAD.finditer(text)}) >= 2 and not re.search(
        r"\d{2}", text
    ):
        return 0, ""
    if slip and _SALE.match(text):
        return 2.5, "sale"
    for pattern, rank in ((labels.GRAND_TOTAL, 4.0), (labels.TOTAL, 3.0), (labels.AMOUNT, 2.0)):
        match = pattern.search(text)
        if match:
            if re.search(r"[\u3400-\u9fff]{3}", text[: match.start()]) and pattern is labels.TOTAL:
                continue  # a product's name or a sentence that happens to hold the word
            return rank + (0.5 if rank == 2 and slip else 0), match.group()
    return 0, ""


def _sum_at(rows: Sequence[Row], position: int) -> Amount | None:
    """The sum of a labelled row: at its right end, or alone in the row beside it."""
    row = rows[position]
    amount = last_sum(row)
    if amount is not None:
        return amount
    bare = [a for a in amounts_of(row) if not a.unit and a.value >= 1]
    if bare and re.search(r"[\d,.]\W{0,2}$", row.plain) and bare[-1].piece is row.pieces[-1]:
        return bare[-1]  # "TOTAL 84", "應付 58.0": tills that drop the noughts
    for beside in (position + 1, position - 1):
        if 0 <= beside < len(rows) and abs(rows[beside].y - row.y) < 2.6 * row.height:
            other = rows[beside]
            sums = [a for a in amounts_of(other) if a.sure]
            if (
                len(sums) == 1
                and len(other.pieces) == 1
                and re.fullmatch(r"\W*(?:[A-Z]{1,3})?[\W\d]+", other.plain)
            ):
                return sums[0]
    return None


def sum_behind(row: Row, label: re.Pattern[str]) -> Amount | None:
    """The sum that stands behind a label, where several labels with their sums share a row."""
    for index, piece in enumerate(row.pieces):
        match = label.search(piece.plain)
        if match is None:
            continue
        beside = [
            amount for amount in amounts_of(row) if amount.piece is piece and amount.start >= match.end() - 1
        ]
        return beside[0] if beside else last_sum(Row(row.pieces[index:], row.index))
    return None
