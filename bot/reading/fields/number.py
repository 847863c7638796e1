"""The number of a receipt or slip: the one its label calls receipt, invoice, bill or transaction, and no
other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.fields import labels
from bot.reading.fields.amounts import amounts_in
from bot.reading.fields.dates import dates_in, mended
from bot.reading.folding import fold
from bot.reading.ocr.lines import Piece, Row
from bot.text import half_width

_CODE = re.compile(r"(?:[A-Z] (?=\d))?[A-Za-z0-9][A-Za-z0-9/_.#*-]*[A-Za-z0-9]|\d{2,}")
# The same label in another script, between the label and its value.
_SAME_LABEL = re.compile(r"[\W\u4e00-\u9fff]*|(?:NO|NUMBER|INVOICE|RECEIPT|BILL)\W*")
# A label's word that stands once more before the value: "單號 CHK 77183", "編號 No.037714".
_LABEL_AHEAD = re.compile(r"([A-Za-z][A-Za-z0-9]{1,6})(?:\s*[.:#]+\s*|\s+)(?=[A-Za-z]*\d)")
_LABEL_WORDS = frozenset(
    ("NO", "BILL", "CHK", "CHECK", "INV", "INVOICE", "RCPT", "RECEIPT", "REF", "NUMBER", "DOC", "TXN", "TRN")
)
# A wallet's number in groups that fill their piece: "7F2K 5510 9938 AC".
_GROUPS = re.compile(r"[A-Z0-9/-]{2,12}(?:(?: | ?/ ?)(?:[A-Z]{1,2}|[A-Z]{0,3}\d[A-Z0-9]{0,5}))+")
_OF_A_BRANCH = re.compile(r"#\s?\d{1,4}-[^\d\s]{2}")  # "#230-PLAZA": the shop's own number
# A convenience shop's line of day, time, till, number and code.
_SLASHED = re.compile(r"20\d{6}/\d{1,2}:\d{2}/\d+/(\d+)/\d+")
_TICKET, _LONG = 4, 7  # characters
_TITLED = 0.84  # the weight of a bare "No." right below the paper's title
_AS_GOOD = 0.05  # labels this close in weight are as good as one another
_RANKS: tuple[tuple[str, re.Pattern[str], float, float], ...] = (
    ("transaction number", labels.NUMBER_OF_MACHINE, 0.9, 0.9),
    ("receipt number", labels.NUMBER_RECEIPT, 1.0, 0.9),
    ("receipt", labels.NUMBER_BARE, 0.9, 0.75),
    ("transaction number", labels.NUMBER_TRANSACTION, 0.84, 0.97),
    ("reference", labels.NUMBER_REFERENCE, 0.3, 1.0),
    ("voucher number", labels.NUMBER_VOUCHER, 0.2, 0.85),
    ("EPS sequence number", labels.NUMBER_EPS, 0.1, 0.8),
    ("sequence number", labels.NUMBER_SEQUENCE, 0.3, 0.84),
    ("order number", labels.NUMBER_ORDER, 0.52, 0.35),
    ("number", labels.NUMBER_PLAIN, 0.6, 0.5),  # last: its bare NO. stands inside other labels
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number found, why, and how sure its label makes it (0-1)."""

    value: str
    piece: Piece
    reason: str
    weight: float


def find_numbers(rows: Sequence[Row], slip: bool) -> list[Number]:
    """Candidates, the likeliest first. `slip`: a payment slip or app screen, whose number is its
    reference.
    """
    found: list[Number] = []
    for position, _row in enumerate(rows):
        found += _labelled(rows, position, slip)
    if not found and not slip:
        found = _unlabelled(rows)
    if not slip:
        found += _in_slashes(rows)
    found.sort(key=lambda number: (-number.weight, number.piece.y))
    if found and len(found[0].value.replace(" ", "")) <= _TICKET:
        # A ticket to be called up by bears the same label as the receipt's own, longer number.
        best = found[0].weight
        found.sort(key=lambda number: best - number.weight > _AS_GOOD or len(number.value) < _LONG)
    return found


def _in_slashes(rows: Sequence[Row]) -> list[Number]:
    return [
        Number(match[1], row.pieces[0], "a code without a label", 0.8)
        for row in rows
        if (match := _SLASHED.search(row.plain))
    ]


def _labelled(rows: Sequence[Row], position: int, slip: bool) -> list[Number]:
    row = rows[position]
    found = []
    for index, piece in enumerate(row.pieces):
        text = piece.plain
        both = labels.NUMBER_OF_MACHINE.search(text)
        taken = [
            match.span()
            for match in labels.NUMBER_OF_OTHER_THING.finditer(text)
            if both is None or match.start() >= both.end()
        ]
        orders = [match.span() for match in labels.NUMBER_ORDER.finditer(text)]
        for reason, pattern, on_receipt, on_slip in _RANKS:
            for match in pattern.finditer(text):
                if _inside(match.span(), taken) or (
                    pattern is not labels.NUMBER_ORDER and _inside(match.span(), orders)
                ):
                    continue
                taken.append(match.span())
                weight = on_slip if slip else on_receipt
                if labels.MALL.search(text) or re.search(r"铺|楼|ROAD|STREET|道\d|路\d", text):
                    weight -= 0.4
                if reason == "number" and _under_title(rows, position):
                    weight = max(weight, _TITLED)
                if _OF_A_BRANCH.match(text[match.start() :]):
                    continue
                value = _value_after(rows, position, index, match.end())
                if value:
                    found.append(Number(value[0], value[1], reason, weight))
    return found


def _under_title(rows: Sequence[Row], position: int) -> bool:
    """Whether the paper's title (invoice, receipt, 發票) stands just above: a bare "No." is then its own."""
    return any(labels.TITLE.search(row.plain) for row in rows[max(0, position - 2) : position])


def _inside(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _value_after(rows: Sequence[Row], position: int, index: int, end: int) -> tuple[str, Piece] | None:
    """The code behind a label: in the same piece, the pieces to its right, or below it."""
    row = rows[position]
    piece = row.pieces[index]
    value = _code_in(_rest_as_printed(piece, end))
    if value:
        return value, piece
    if _has_words(piece.plain[end:]):
        return None
    heads = len(row.pieces) > 1 and not re.search(r"\d", row.plain)  # a row of labels: values stand below
    for other in [] if heads else row.pieces[index + 1 : index + 3]:
        if labels.NUMBER_OF_OTHER_THING.search(other.plain):
            return None
        value = _code_in(half_width(other.text))
        if value and len(value) < _TICKET and (more := _digits_beside(row, other)):
            return f"{value} {more}", other
        if value:
            return value, other
        if _is_label(other.plain) and not _SAME_LABEL.fullmatch(other.plain):
            return None
    if position + 1 == len(rows):
        return None
    below = rows[position + 1]
    if len(below.pieces) > (5 if heads else 3) or below.y - row.y > 3 * row.height:
        return None
    alone = len(row.pieces) == len(below.pieces) == 1  # a value set to the right of the label above it
    for other in below.pieces:
        under = alone or (other.left < piece.right and other.right > piece.left)
        if under and not _is_label(other.plain):
            value = _code_in(half_width(other.text))
            if value:
                return value, other
    return None


def _digits_beside(row: Row, piece: Piece) -> str | None:
    """Further groups of digits of a number whose first group stands apart: "245   0188 7730"."""
    after = row.pieces[row.pieces.index(piece) + 1 :]
    text = half_width(after[0].text).strip() if after else ""
    return text if re.fullmatch(r"\d{4}(?: \d{4})*", text) else None


def _rest_as_printed(piece: Piece, end: int) -> str:
    """What stands behind the label, in the print's own case (folding keeps the length except for lost
    blanks).
    """
    plain, printed = piece.plain, half_width(piece.text)
    if len(plain) == len(printed):
        return printed[end:]
    tail = plain[end:]
    return printed[len(printed) - len(tail) :] if tail else ""


def _has_words(text: str) -> bool:
    return bool(re.search(r"[A-Z]{4,}|[\u4e00-\u9fff]{3,}", text))


def _is_label(text: str) -> bool:
    return bool(
        re.search(r"DATE|TIME|日期|时间|TEL|电话", text)
        or labels.NUMBER_OF_OTHER_THING.search(text)
        or labels.NUMBER_RECEIPT.search(text)
        or labels.TOTAL.search(text)
    )


def _code_in(text: str) -> str | None:
    """The first thing in the text that can be a number of a paper."""
    for _, start, end, _ in reversed(dates_in(mended(fold(text)))):
        if len(fold(text)) == len(text):
            text = text[:start] + "\n" + text[end:]
    text = re.sub(r"\b\d{1,2}:\d{2}(?::\d{2})?\b", "\n", text)
    text = re.split(r"\n", text.lstrip(" .:#-\n)]】"), maxsplit=1)[0]
    text = re.sub(r"^(?:NO|No|no|NUMBER|REF|RRN|ID|TRACE|编号|編號|號碼|号码|號)?\s?[.:#]*\s*", "", text)
    while (label := _LABEL_AHEAD.match(text)) and fold(label[1]) in _LABEL_WORDS:
        text = text[label.end() :]
    match = _CODE.match(text)
    if not match:
        return None
    code = match.group()
    rest = text[match.end() :]
    if (whole := _GROUPS.fullmatch(text.strip())) and sum(c.isdigit() for c in text) >= _LONG:
        return _tidy(whole.group())
    # A number printed in groups: "PM8842 1907 3365", "WT 20394".
    while (more := re.match(r" ([A-Z]*\d[\dA-Z-]*)(?![\w.:/])", rest)) and (
        re.fullmatch(r"\d{3,}[A-Z]?", more[1]) or not re.search(r"\d", code)
    ):
        code += more.group()
        rest = rest[more.end() :]
    return _tidy(code) if plausible(code) else None


def plausible(code: str) -> bool:
    """Whether a code can be a receipt's number at all."""
    digits = sum(c.isdigit() for c in code)
    if digits < 2 or len(code) > 40 or (digits < 3 and len(code) < 3):
        return False
    if "*" in code or re.fullmatch(r"[X*]+\d{4}", code) or re.fullmatch(r"\d+[.,]\d{2}", code):
        return False
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}", code):
        return False
    return not re.fullmatch(r"(?:HKD?|RM|MYR|RMB)\$?\d+", code)


def _tidy(code: str) -> str:
    """Undo letters and digits confused inside a group that is otherwise all of one kind."""
    groups = re.split(r"([-/ .#_])", code)
    for index, group in enumerate(groups):
        letters, digits = sum(c.isalpha() for c in group), sum(c.isdigit() for c in group)
        if (
            index == 0
            and digits == 1
            and letters
            and len(group) <= 3
            and group.endswith("0")
            and len(groups) > 1
        ):
            groups[index] = group[:-1] + "O"
        elif re.fullmatch(r"0[A-Z]{1,3}\d*|[A-Z]+0[A-Z]+\d*", group):
            groups[index] = re.sub(r"(?<![0-9])0(?=[A-Z])", "O", group)
        elif digits >= 3 and re.search(r"(?<=\d)[OIl](?=\d|$)", group):
            groups[index] = re.sub(r"(?<=\d)O(?=\d|$)", "0", group)
            groups[index] = re.sub(r"(?<=\d)[Il](?=\d|$)", "1", groups[index])
    return "".join(groups)


def _unlabelled(rows: Sequence[Row]) -> list[Number]:
    """A code of letters, digits and hyphens that stands alone near the head or the foot."""
    found = []
    for row in rows:
        for piece in row.pieces:
            text = half_width(piece.text)
            code = re.sub(r"^[*\s(]+|[*\s)]+$", "", text)
            first, _blank, rest = code.partition(" ")
            if rest and re.fullmatch(r"\d{9,}", first) and dates_in(mended(fold(rest))):
                code = first  # a bill's number before its time and day
            if not re.fullmatch(
                r"[A-Za-z]{0,5}\d[\dA-Za-z]*(?:[-/][\dA-Za-z]+){1,5}|[A-Z]{1,4}\d{5,}|[A-Z]{2}-\d{8}|\d{6,}",
                code,
            ):
                continue
            if (
                piece.score < 0.9
                or not plausible(code)
                or labels.NUMBER_OF_OTHER_THING.search(row.plain)
                or dates_in(fold(code))
            ):
                continue
            if amounts_in(piece) and any(amount.sure for amount in amounts_in(piece)):
                continue
            if re.fullmatch(r"\d{8}|\d{4}[ -]\d{4}", code) or labels.MALL.search(row.plain):
                continue  # a telephone number as likely as not
            hyphens = "-" in code or "/" in code
            found.append(Number(_tidy(code), piece, "a code without a label", 0.5 if hyphens else 0.35))
    return found
