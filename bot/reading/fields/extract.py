"""From the words of a page to a `Reading`: papers told apart, each field by its own extractor, doubts
kept.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from bot.reading.fields import confidence
from bot.reading.fields.amounts import currency_of
from bot.reading.fields.cards import card_digits, mask_cards
from bot.reading.fields.dates import compact_days, lone_time, misread_year, moments_of
from bot.reading.fields.document import kind_of
from bot.reading.fields.folding import squeeze
from bot.reading.fields.forms import Form, form_of
from bot.reading.fields.merchant import find_address, find_merchant
from bot.reading.fields.number import Number, find_numbers
from bot.reading.fields.papers import papers_of
from bot.reading.fields.payment import Tender, find_tenders, means_in, settle
from bot.reading.fields.totals import Sums, work_out
from bot.reading.ocr.lines import Piece, Row, pieces_of, rows_of
from bot.reading.ocr.recognition import Page
from bot.reading.picture.looks import Looks
from bot.reading.reading import Document, Evidence, Reading

FIELDS = ("merchant", "address", "number", "issued_on", "issued_time", "total", "payment")
_TOO_LITTLE = 4  # fewer words than this are no paper


def read_page(page: Page, looks: Looks) -> Reading:
    """The facts of the paper on a page. Of a receipt with its slip: the receipt's, the slip in `beside`.

    Two receipts of different shops are never mixed: the document is `unknown` with the signal `two_receipts`.
    """
    papers = papers_of(pieces_of(page.words))
    readings = [read_paper(rows_of(paper), looks) for paper in papers]
    readings = [reading for reading in readings if reading.document != "unknown"] or readings[:1]
    receipts = [reading for reading in readings if reading.document == "shop_receipt"]
    slips = [reading for reading in readings if reading.document == "payment_slip"]
    if len(receipts) > 1 and not all(_same_purchase(receipts[0], other) for other in receipts[1:]):
        return Reading(
            document="unknown", signals=("two_receipts",), beside=tuple(readings), lines=readings[0].lines
        )
    if not receipts and len(slips) > 1 and not all(_same_purchase(slips[0], other) for other in slips[1:]):
        return Reading(
            document="unknown", signals=("two_receipts",), beside=tuple(readings), lines=readings[0].lines
        )
    chosen = (receipts or slips or readings)[0]
    others = tuple(reading for reading in readings if reading is not chosen)
    return _with_beside(chosen, others) if others else chosen


def _with_beside(reading: Reading, others: tuple[Reading, ...]) -> Reading:
    return replace(reading, beside=others, signals=(*reading.signals, "two_papers"))


def _same_purchase(one: Reading, other: Reading) -> bool:
    if one.number and other.number:
        return squeeze(one.number) == squeeze(other.number)
    return one.issued_on == other.issued_on and one.total == other.total


def nothing_legible() -> Reading:
    """The reading of a photo on which paper can be made out but no word."""
    return Reading(
        document="unknown", unreadable=FIELDS, confidence=dict.fromkeys(FIELDS, 0.0), signals=("illegible",)
    )


def without_guesses(reading: Reading) -> Reading:
    """The reading with what is hardly more than a guess left out and called unreadable."""
    guessed: dict[str, Any] = {
        field: None
        for field in FIELDS
        if getattr(reading, field) is not None and reading.confidence.get(field, 1.0) < confidence.GUESS
    }
    if not guessed:
        return reading
    unreadable = tuple(field for field in FIELDS if field in reading.unreadable or field in guessed)
    return replace(reading, **guessed, unreadable=unreadable)


def read_paper(rows: Sequence[Row], looks: Looks) -> Reading:
    """The facts of one paper from its rows."""
    if sum(len(row.pieces) for row in rows) < _TOO_LITTLE:
        return Reading(document="unknown", lines=lines_of(rows))
    mean = _mean_score(rows)
    legible = 1.0 if mean > 0.93 else max(0.6, 1.0 - (0.93 - mean) * 2)
    form = form_of(rows, looks)
    rows = _without_status_bar(rows)
    document, app, kind_sure = kind_of(rows, on_screen=looks.on_screen)
    if document == "unknown":
        return Reading(document="unknown", lines=lines_of(rows))
    slip = document == "payment_slip"
    tenders = find_tenders(rows, slip)
    sums = work_out(rows, slip, tenders)
    moments = moments_of(rows)
    numbers = find_numbers(rows, slip)
    name = find_merchant(rows, slip, app)
    address = None if app else find_address(rows, name)
    tender = settle(tenders, sums.total.row.index if sums.total else None, slip, app)
    codes = {day for row in rows for day in compact_days(row.plain)}
    if moments and moments[0].day not in codes and (right_year := misread_year(moments[0], codes)):
        moments = [replace(moments[0], day=right_year, certain_order=False), *moments[1:]]
    day = moments[0].day if moments else None
    hour: time | None = moments[0].time if moments else None
    if hour is None:
        hour = lone_time(rows)
    total = abs(sums.total.amount.value) if sums.total else None
    number = numbers[0] if numbers else None
    sure: dict[str, float] = {"document": round(kind_sure, 3)}
    proof: dict[str, Evidence] = {}
    if name:
        score = min(row.score for row in name.rows)
        sure["merchant"] = round(name.weight * confidence.of_print(score) * legible, 3)
        proof["merchant"] = Evidence(name.value, _span(name.rows), name.reason)
    if address:
        sure["address"] = round(
            0.9 * confidence.of_print(min(row.pieces[0].score for row in address[1])) * legible, 3
        )
        proof["address"] = Evidence(address[0], _span(address[1]), "the lines below the name")
    if number:
        sure["number"] = confidence.of_number(numbers, _repeated(rows, number), legible)
        proof["number"] = Evidence(mask_cards(number.piece.text), number.piece.box, number.reason)
    if moments:
        sure["issued_on"] = confidence.of_date(moments, day in codes, legible)
        proof["issued_on"] = Evidence(moments[0].piece.text, moments[0].piece.box, "the day of the purchase")
    if hour is not None:
        sure["issued_time"] = round(0.93 * legible, 3)
    if sums.total:
        sure["total"] = confidence.of_total(sums, legible)
        proof["total"] = Evidence(
            mask_cards(sums.total.row.text),
            sums.total.amount.piece.box,
            "; ".join(sums.bears_out) or "its label",
        )
        sure["currency"] = 0.95
    if tender:
        sure["payment"] = _payment_sure(tender, tenders, sums, legible)
        proof["payment"] = Evidence(
            mask_cards(tender.row.text), tender.row.box, "the row that names the payment"
        )
    for deduction, row in zip(sums.deductions, sums.deduction_rows, strict=False):
        proof.setdefault(
            "deductions", Evidence(mask_cards(row.text), row.box, f"{deduction.kind} below the total")
        )
    sure["deductions"] = confidence.of_deductions(sums)
    sure["form"] = form.confidence
    if form.row is not None:
        proof["form"] = Evidence(mask_cards(form.row.text), form.row.box, form.reason)
    reading = Reading(
        document=document,
        merchant=name.value if name else None,
        address=address[0] if address else None,
        number=number.value if number else None,
        issued_on=day,
        issued_time=hour,
        total=total,
        currency=_currency(rows, sums),
        local_total=sums.local_total,
        payment=tender.payment if tender else None,
        deductions=sums.deductions,
        tips=sums.tips,
        form=form.form,
        unreadable=_unreadable(document, mean, name, address, number, moments, hour, total, tender),
        confidence=sure,
        evidence=proof,
        signals=_signals(form, sums),
        lines=lines_of(rows),
        card_digits=card_digits(rows),
    )
    return reading


def _without_status_bar(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows of a screen without the telephone's clock, which is no time of payment."""
    if rows and re.match(r"^\W*\d{1,2}:\d{2}\b", rows[0].plain) and len(rows[0].plain) < 24:
        return [replace(row, index=index) for index, row in enumerate(rows[1:])]
    return rows


def _mean_score(rows: Sequence[Row]) -> float:
    pieces: list[Piece] = [piece for row in rows for piece in row.pieces]
    letters = sum(len(piece.text) for piece in pieces)
    return sum(piece.score * len(piece.text) for piece in pieces) / max(1, letters)


def _span(rows: Sequence[Row]) -> tuple[int, int, int, int]:
    boxes = [row.box for row in rows]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _repeated(rows: Sequence[Row], number: Number) -> bool:
    wanted = squeeze(number.value)
    return sum(wanted in squeeze(row.text) for row in rows) > 1


def _payment_sure(tender: Tender, tenders: Sequence[Tender], sums: Sums, legible: float) -> float:
    base = 0.74 + 0.24 * tender.weight
    if sums.total and tender.amount is not None and tender.amount == abs(sums.total.amount.value):
        base += 0.05
    if all(other.payment == tender.payment for other in tenders):
        base += 0.06
    rival = [
        other for other in tenders if other.payment != tender.payment and other.weight >= tender.weight - 0.1
    ]
    if rival and means_in(tender.row.plain) not in (
        "apple_pay",
        "google_pay",
        "samsung_pay",
        "alipay",
        "wechat_pay",
        "boc_pay",
    ):
        base -= 0.1
    return round(min(0.98, base * confidence.of_print(tender.row.score) * legible), 3)


def _currency(rows: Sequence[Row], sums: Sums) -> str | None:
    return currency_of(rows, sums.total.amount) if sums.total else None


def _unreadable(document: Document, mean: float, *found: object) -> tuple[str, ...]:
    """Fields that a paper of this kind has and that could not be read here, on print that is hard to read."""
    if mean > 0.9:
        return ()
    return tuple(
        field
        for field, value in zip(
            FIELDS,
            (found[0], found[1], found[2], found[3] or None, found[4], found[5], found[6]),
            strict=True,
        )
        if value is None
    )


def _signals(form: Form, sums: Sums) -> tuple[str, ...]:
    signals = []
    if sums.rivals and not sums.bears_out:
        signals.append("sums_disagree")
    return tuple(signals)


def lines_of(rows: Sequence[Row]) -> tuple[dict[str, object], ...]:
    """The rows as read, for staff: text with card numbers masked, score, box."""
    return tuple(
        {
            "text": mask_cards(row.text, above.text if above else ""),
            "score": round(row.score, 3),
            "box": row.box,
        }
        for above, row in zip((None, *rows), rows, strict=False)
    )
