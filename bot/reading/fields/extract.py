"""From the words of a page to a `Reading`: papers told apart, each field by its own extractor, doubts
kept.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from bot.reading.fields import confidence
from bot.reading.fields.cards import card_digits, mask_cards
from bot.reading.fields.category import Bought, bought, channel_of
from bot.reading.fields.currency import currency_of
from bot.reading.fields.dates import ANY_YEAR, Moment, compact_days, lone_time, misread_year, moments_of
from bot.reading.fields.document import kind_of
from bot.reading.fields.forms import form_of
from bot.reading.fields.merchant import Name, find_address, find_merchant
from bot.reading.fields.number import Number, find_numbers
from bot.reading.fields.papers import papers_of
from bot.reading.fields.payment import Tender, find_tenders, means_in, settle
from bot.reading.fields.person import find_name, is_split, part_of
from bot.reading.fields.totals import Sums, work_out
from bot.reading.fields.transaction import Told, is_enquiry, paid_in_part, transaction_of
from bot.reading.ocr.lines import Piece, Row, pieces_of, rows_of
from bot.reading.ocr.recognition import Page
from bot.reading.picture.looks import Looks
from bot.reading.reading import Evidence, Line, Reading
from bot.text import fold

FIELDS = ("merchant", "address", "number", "issued_on", "issued_time", "total", "payment")
_TOO_LITTLE = 4  # fewer words than this are no paper


def read_page(page: Page, looks: Looks, latest: int = ANY_YEAR) -> Reading:
    """The facts of the paper on a page. Of a receipt with its slip: the receipt's, the slip in `beside`.

    Two receipts of different shops are never mixed: the document is `unknown` with the signal `two_receipts`.
    """
    papers = papers_of(pieces_of(page.words))
    readings = [read_paper(rows_of(paper), looks, latest) for paper in papers]
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
        return fold(one.number) == fold(other.number)
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


def read_paper(rows: Sequence[Row], looks: Looks, latest: int = ANY_YEAR) -> Reading:
    """The facts of one paper from its rows. `latest` is the last year in which it can have been printed."""
    if sum(len(row.pieces) for row in rows) < _TOO_LITTLE:
        return Reading(document="unknown", lines=lines_of(rows))
    mean = _mean_score(rows)
    form = form_of(rows, looks)
    rows = _without_status_bar(rows)
    document, app, kind_sure = kind_of(rows, on_screen=looks.on_screen)
    if document == "unknown":
        return Reading(document="unknown", lines=lines_of(rows))
    legible = 1.0 if mean > 0.93 else max(0.6, 1.0 - (0.93 - mean) * 2)
    paper = Paper(rows, document == "payment_slip", app, legible, latest)
    found = {name: fact for name, find in _FINDERS.items() if (fact := find(paper)) is not None}
    sums, told = paper.sums, paper.told
    split = is_split(rows)
    return Reading(
        document=document,
        **{name: fact.value for name, fact in found.items() if name != "deductions"},
        local_total=sums.local_total,
        deductions=sums.deductions,
        tips=sums.tips,
        form=form.form,
        settlement_part=(part_of(rows) or (2 if told.later_part else 1)) if told.kind == "instalment" else 1,
        split=split is not None,
        unreadable=_unreadable(mean, found),
        confidence={
            "document": round(kind_sure, 3),
            **{name: round(fact.confidence, 3) for name, fact in found.items()},
            "deductions": confidence.of_deductions(sums),
            "form": form.confidence,
        },
        evidence={
            **{name: fact.evidence for name, fact in found.items() if fact.evidence is not None},
            **({"form": _evidence(form.row, form.reason)} if form.row is not None else {}),
            **({"split": _evidence(split, "it says so")} if split is not None else {}),
        },
        signals=_signals(paper),
        lines=lines_of(rows),
        card_digits=card_digits(rows),
    )


@dataclass(frozen=True, slots=True)
class _Fact:
    """A field's value, how sure it is (0-1), and what shows it."""

    value: Any
    confidence: float
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Paper:
    """The rows of one paper, and what several fields need to know of them."""

    rows: Sequence[Row]
    slip: bool
    app: bool
    legible: float  # 1 for clean print
    latest: int = ANY_YEAR  # the last year in which it can have been printed

    @cached_property
    def tenders(self) -> list[Tender]:
        """The rows that name a payment."""
        return find_tenders(self.rows, self.slip)

    @cached_property
    def sums(self) -> Sums:
        """Total, deductions and what was paid."""
        return work_out(self.rows, self.slip, self.tenders, paid_in_part(self.rows) is not None)

    @cached_property
    def told(self) -> Told:
        """The kind of transaction."""
        return transaction_of(self.rows, self.sums, self.tenders, self.slip, self.app)

    @cached_property
    def name(self) -> Name | None:
        """The shop."""
        return find_merchant(self.rows, self.slip, self.app)

    @cached_property
    def codes(self) -> set[date]:
        """Days inside codes."""
        return {day for row in self.rows for day in compact_days(row.plain)}

    @cached_property
    def moments(self) -> list[Moment]:
        """Days that may be that of the purchase, the likeliest first, its year put right."""
        moments = moments_of(self.rows, self.latest)
        if moments and moments[0].day not in self.codes:
            right = misread_year(moments[0], self.codes)
            if right is not None:
                return [replace(moments[0], day=right, certain_order=False), *moments[1:]]
        return moments

    @cached_property
    def bought(self) -> Bought:
        """What was bought."""
        total = self.sums.total
        shop = self.name.rows[0].plain if self.name else None
        return bought(self.rows, shop, total.row.index if total else None)


def _merchant(paper: Paper) -> _Fact | None:
    name = paper.name
    if name is None:
        return None
    score = confidence.of_print(min(row.score for row in name.rows))
    return _Fact(
        name.value, name.weight * score * paper.legible, Evidence(name.value, _span(name.rows), name.reason)
    )


def _address(paper: Paper) -> _Fact | None:
    found = None if paper.app else find_address(paper.rows, paper.name)
    if found is None:
        return None
    text, rows = found
    score = confidence.of_print(min(row.pieces[0].score for row in rows))
    return _Fact(text, 0.9 * score * paper.legible, Evidence(text, _span(rows), "the lines below the name"))


def _number(paper: Paper) -> _Fact | None:
    numbers = find_numbers(paper.rows, paper.slip)
    if not numbers:
        return None
    best = numbers[0]
    sure = confidence.of_number(numbers, _repeated(paper.rows, best), paper.legible)
    return _Fact(best.value, sure, Evidence(mask_cards(best.piece.text), best.piece.box, best.reason))


def _issued_on(paper: Paper) -> _Fact | None:
    if not paper.moments:
        return None
    best = paper.moments[0]
    sure = confidence.of_date(paper.moments, best.day in paper.codes, paper.legible)
    return _Fact(best.day, sure, Evidence(best.piece.text, best.piece.box, "the day of the purchase"))


def _issued_time(paper: Paper) -> _Fact | None:
    best = paper.moments[0] if paper.moments else None
    if best is not None and best.time is not None:
        others = {moment.time for moment in paper.moments[1:] if moment.day == best.day and moment.time}
        return _Fact(best.time, confidence.of_time(best, others, paper.legible))
    hour = lone_time(paper.rows)
    return None if hour is None else _Fact(hour, confidence.of_time(None, (), paper.legible))


def _total(paper: Paper) -> _Fact | None:
    line = paper.sums.total
    if line is None:
        return None
    # On a wallet's screen a minus says that money went out.
    value = abs(line.amount.value) if paper.app else line.amount.value
    reason = "; ".join(paper.sums.bears_out) or "its label"
    return _Fact(
        value,
        confidence.of_total(paper.sums, paper.legible),
        Evidence(mask_cards(line.row.text), line.amount.piece.box, reason),
    )


def _currency(paper: Paper) -> _Fact | None:
    line = paper.sums.total
    found = currency_of(paper.rows, line.amount if line else None)
    return None if found is None else _Fact(*found)


def _payment(paper: Paper) -> _Fact | None:
    line = paper.sums.total
    tender = settle(paper.tenders, line.row.index if line else None, paper.slip, paper.app)
    if tender is None:
        return None
    sure = _payment_sure(tender, paper.tenders, paper.sums, paper.legible)
    return _Fact(tender.payment, sure, _evidence(tender.row, "the row that names the payment"))


def _deductions(paper: Paper) -> _Fact | None:
    sums = paper.sums
    if not sums.deductions or not sums.deduction_rows:
        return None
    row, first = sums.deduction_rows[0], sums.deductions[0]
    return _Fact(sums.deductions, 0.0, _evidence(row, f"{first.kind} below the total"))


def _transaction(paper: Paper) -> _Fact | None:
    told = paper.told
    if told.kind is None:
        return None
    evidence = None if told.row is None else _evidence(told.row, told.reason)
    return _Fact(told.kind, told.confidence * (paper.legible if told.kind == "sale" else 1.0), evidence)


def _category(paper: Paper) -> _Fact | None:
    found = paper.bought
    if paper.slip or not (found.category or found.mixed):
        return None
    words = " / ".join(mask_cards(row.text) for row in found.rows)
    evidence = Evidence(words, _span(found.rows), "what was bought") if found.rows else None
    return _Fact(found.category, found.confidence, evidence)


def _channel(paper: Paper) -> _Fact | None:
    found = None if paper.slip else channel_of(paper.rows)
    return None if found is None else _Fact(found[0], 0.92, _evidence(found[1], "it says so"))


def _name(paper: Paper) -> _Fact | None:
    found = find_name(paper.rows)
    return None if found is None else _Fact(found[0], 0.92 * confidence.of_print(found[1].score))


# One finder for each field of a reading.
_FINDERS: Mapping[str, Callable[[Paper], _Fact | None]] = {
    "merchant": _merchant,
    "address": _address,
    "number": _number,
    "issued_on": _issued_on,
    "issued_time": _issued_time,
    "total": _total,
    "currency": _currency,
    "payment": _payment,
    "deductions": _deductions,
    "transaction": _transaction,
    "category": _category,
    "channel": _channel,
    "name": _name,
}


def _evidence(row: Row, reason: str) -> Evidence:
    return Evidence(mask_cards(row.text), row.box, reason)


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
    wanted = fold(number.value)
    return sum(wanted in fold(row.text) for row in rows) > 1


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


def _unreadable(mean: float, found: Mapping[str, _Fact]) -> tuple[str, ...]:
    """Fields that a paper of this kind has and that could not be read here, on print that is hard to read."""
    return () if mean > 0.9 else tuple(field for field in FIELDS if field not in found)


def _signals(paper: Paper) -> tuple[str, ...]:
    signals = []
    if paper.sums.rivals and not paper.sums.bears_out:
        signals.append("sums_disagree")
    if paper.bought.mixed and not paper.slip:
        signals.append("mixed_basket")
    if is_enquiry(paper.rows):
        signals.append("no_purchase")
    return tuple(signals)


def lines_of(rows: Sequence[Row]) -> tuple[Line, ...]:
    """The rows as read, for staff: text with card numbers masked, score, box."""
    return tuple(
        Line(mask_cards(row.text, above.text if above else ""), round(row.score, 3), row.box)
        for above, row in zip((None, *rows), rows, strict=False)
    )
