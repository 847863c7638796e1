# ruff: noqa: E501 - a pattern is easier to read on one line
"""What the paper is besides an original: words on it (reprint, copies, electronic) and looks (screen, copier, pen)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.reading.fields import labels
from bot.reading.fields.dates import times_in, without_dates
from bot.reading.fields.payment import means_in
from bot.reading.ocr.lines import Row
from bot.reading.picture.looks import Looks

_WORDS = (
    ("merchant_copy", r"(?:MERCHANT|MERCH|STORE|SHOP|BANK|OFFICE|RETAILER|SELLER|ACQUIRER)'?S? ?COPY|商户存根|商号存根|店铺存根|商店存根|商户联|商家联|商家存根|店方存根|银行存根|特约商户存根|商户留存|商户保留|(?:公司|银行|收单行?|店铺?|店方|卖方)(?:留存|存查)?(?:存根|联)(?!络|系|营|合)"),
    ("reprint", r"RE-? ?PRINT(?:ED)?|DUPLICATE|补印|重印|补打|重打|副本(?!编)|重新列印|重新打印|再印|复印本|补发|第[2-9二三四]次(?:打印|列印)|\*+ ?COPY ?\*+|^\W*COPY\W*$|COPY RECEIPT|RECEIPT COPY(?! SENT)|COPY OF (?:THE )?RECEIPT|[2-9](?:ND|RD|TH) COPY|再(?:次)?(?:列印|打印|印)|重印本"),
    ("delivery_note", r"DELIVERY NOTE(?! ?(?:NO|NUMBER|#|:|REF))|DELIVERY ORDER(?! NO)|送货单(?!号|编)|出货单|发货单|交货单|PACKING (?:LIST|SLIP)"),
    ("electronic", r"(?<![A-Z])E-? ?RECEIPT|(?<![A-Z])E-? ?INVOICE|ELECTRONIC (?:RECEIPT|INVOICE)|DIGITAL RECEIPT|电子(?:收据|发票|单据|小票|账单|凭证)|YOUR RECEIPT FROM|NO-?REPLY@|(?:RECEIPT|INVOICE) (?:IS )?SENT (?:TO|VIA) (?:YOUR )?E-?MAIL|系统发出|ORDER CONFIRMATION|订单确认"),
    ("handwritten", r"兹收到|RECEIVED (?:FROM|WITH THANKS)|THE SUM OF|经手人|今收到|收到.{0,8}交来|大写金额|HEREBY ACKNOWLEDGE"),
)  # fmt: skip
_FORMS = tuple((form, re.compile(pattern)) for form, pattern in _WORDS)
_FOLD, _EDGE = (
    22,
    70,
)  # tones; flat paper in any light stays below 20, the edge of a coloured area is above 80
_RULED = re.compile(r"[=*#_~]{8,}|-{12,}")
_NOT_REPRINT = re.compile(
    r"CUSTOMER ?COPY|CARDHOLDER|顾客|客户|持卡人|NO REPRINT|恕不补发|恕不补印|不(?:会|设|获|予)?(?:补印|重印|补发)|如需补|遗失|NOT BE REPRINT|WILL NOT|CANNOT|NOT VALID|NOT ACCEPT|无效|(?:不|恕不|概不)(?:接受|受理)|E-?MAIL|索取|(?<![A-Z])(?:COSTS?|CHARGED?|FEE|EACH)(?![A-Z])|\$ ?\d|REQUEST|COUNTER|收费|另收"
)
_ABOUT_COPIES = re.compile(r"COPY (?:IS|WILL|MUST|SHOULD|CAN|TO BE)(?![A-Z])|存根(?:将|会|由)")
_NOT_ELECTRONIC = re.compile(
    r"请?(?:扫|下载|登记|索取|转用|改用|选择|支持|收取)|SCAN|DOWNLOAD|GO PAPERLESS|SWITCH|GET (?:YOUR|AN)|REQUEST|CHOOSE|SIGN UP|FOR E-?RECEIPT|TO (?:GET|RECEIVE|VIEW)|AVAILABLE|欢迎|APP"
)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of the paper, how sure, and the row or look that shows it."""

    form: str
    confidence: float
    reason: str
    row: Row | None = None


def words_say(rows: Sequence[Row]) -> Form | None:
    """The form that the paper's own words give away."""
    for form, pattern in _FORMS:
        for row in rows:
            text = row.plain
            if not pattern.search(text):
                continue
            if form == "reprint" and _NOT_REPRINT.search(text):
                continue
            if form == "merchant_copy" and _ABOUT_COPIES.search(text):
                continue
            if form == "electronic" and _NOT_ELECTRONIC.search(text):
                continue
            if form != "handwritten" and len(text) > 60:
                continue
            return Form(form, 0.96 if form != "handwritten" else 0.8, f"it says: {row.text[:40]}", row)
    return None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a paper says and looks like."""

    rows: Sequence[Row]
    looks: Looks
    said: Form | None  # by its own words

    @property
    def by_machine(self) -> bool:
        """Whether a time of day is printed: a pen writes none."""
        return any(times_in(without_dates(row.plain)) for row in self.rows)

    @property
    def pen(self) -> bool:
        """Whether ink of a pen is seen."""
        return self.looks.ink_colour > 8 or self.looks.pen_words > 0


def form_of(rows: Sequence[Row], looks: Looks) -> Form:
    """The form of a paper from its words first and its looks second: the first rule that applies."""
    seen = _Seen(rows, looks, words_say(rows))
    found = next((form for rule in _RULES if (form := rule(seen)) is not None), None)
    return found or Form("original", 0.95 if seen.said is None else 0.7, "")


def _electronic(seen: _Seen) -> Form | None:
    return seen.said if seen.said is not None and seen.said.form == "electronic" else None


def _telephone(seen: _Seen) -> Form | None:
    if not (seen.looks.on_screen and _has_status_bar(seen.rows)):
        return None
    return Form("screenshot", 0.95, "flat colours and a telephone's status bar")


def _by_its_words(seen: _Seen) -> Form | None:
    return seen.said if seen.said is not None and seen.said.form != "handwritten" else None


def _worded_by_hand(seen: _Seen) -> Form | None:
    if seen.said is None or seen.by_machine or not (seen.pen or not _paid_by_card(seen.rows)):
        return None
    return Form("handwritten", 0.9 if seen.pen else 0.8, seen.said.reason, seen.said.row)


def _in_ink(seen: _Seen) -> Form | None:
    inked = seen.looks.ink_colour > 12 or seen.looks.pen_words > 1
    if not inked or seen.by_machine or not any(labels.TITLE.search(row.plain) for row in seen.rows[:3]):
        return None
    return Form("handwritten", 0.7, "coloured ink on a form, and no time of day")


def _screen(seen: _Seen) -> Form | None:
    drawn = seen.looks.on_screen
    return Form("screenshot", 0.85, "flat colours: no camera took this") if drawn else None


def _copied(seen: _Seen) -> Form | None:
    looks = seen.looks
    outlined = looks.frame_sides >= 2 or (looks.frame_sides and looks.sheet_sides == 4 and looks.specks > 60)
    if outlined:
        return Form("photocopy", 0.9, "the outline of another paper and specks of toner on the sheet")
    return Form("photocopy", 0.8, "a picture without any colour") if looks.grey else None


def _folded(seen: _Seen) -> Form | None:
    """A fold; a ruled line of signs across the paper jumps in tone just so."""
    ruled = any(_RULED.search(row.plain) for row in seen.rows)
    if ruled or not _FOLD < seen.looks.fold < _EDGE:
        return None
    return Form("folded", 0.85, "a fold runs across the paper")


_RULES: tuple[Callable[[_Seen], Form | None], ...] = (
    _electronic,
    _telephone,
    _by_its_words,
    _worded_by_hand,
    _in_ink,
    _screen,
    _copied,
    _folded,
)


def _paid_by_card(rows: Sequence[Row]) -> bool:
    """Whether an electronic means of payment is named, as on a form that a till filled in."""
    return any(means_in(row.plain) not in (None, "cash", "other") for row in rows)


def _has_status_bar(rows: Sequence[Row]) -> bool:
    return any(
        re.match(r"^\W*(?:[01]?\d|2[0-3]):[0-5]\d\b", row.plain) and len(row.plain) < 24 for row in rows[:2]
    )
