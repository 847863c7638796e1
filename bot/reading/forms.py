"""What the paper is besides an original: words on it (reprint, copies, electronic) and looks (screen, copier, pen)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.reading.lines import Row
from bot.reading.ocr import Pixels

ON_SCREEN = 0.35  # flatness: photos lie below 0.1, screens above 0.8
Tones = npt.NDArray[np.float32]

_WORDS = (
    ("merchant_copy", r"(?:MERCHANT|STORE|SHOP|BANK|OFFICE|RETAILER)'?S? ?COPY|商户存根|商号存根|店铺存根|商店存根|商户联|商家联|商家存根|店方存根|银行存根|特约商户存根|商户留存|商户保留|公司存根|店存联"),
    ("reprint", r"RE-? ?PRINT(?:ED)?|DUPLICATE|补印|重印|补打|重打|副本(?!编)|重新列印|重新打印|再印|复印本|补发|第[2-9二三四]次(?:打印|列印)|\*+ ?COPY ?\*+|^\W*COPY\W*$|COPY RECEIPT|RECEIPT COPY|重印本"),
    ("delivery_note", r"DELIVERY NOTE|DELIVERY ORDER(?! NO)|送货单(?!号|编)|出货单|发货单|交货单|PACKING (?:LIST|SLIP)"),
    ("electronic", r"E-? ?RECEIPT|E-? ?INVOICE|ELECTRONIC (?:RECEIPT|INVOICE)|DIGITAL RECEIPT|电子(?:收据|发票|单据|小票|账单|凭证)|YOUR RECEIPT FROM|NO-?REPLY@|(?:RECEIPT|INVOICE) (?:IS )?SENT (?:TO|VIA) (?:YOUR )?E-?MAIL|系统发出|ORDER CONFIRMATION|订单确认"),
    ("handwritten", r"兹收到|RECEIVED (?:FROM|WITH THANKS)|THE SUM OF|经手人|今收到|收到.{0,8}交来|大写金额|HEREBY ACKNOWLEDGE"),
)  # fmt: skip
_FORMS = tuple((form, re.compile(pattern)) for form, pattern in _WORDS)
_NOT_REPRINT = re.compile(
    r"CUSTOMER ?COPY|CARDHOLDER|顾客|客户|持卡人|NO REPRINT|恕不补发|恕不补印|不(?:会|设|获|予)?(?:补印|重印|补发)|如需补|遗失|NOT BE REPRINT|WILL NOT|CANNOT|NOT VALID|E-?MAIL|索取"
)
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
            if form == "electronic" and _NOT_ELECTRONIC.search(text):
                continue
            if form != "handwritten" and len(text) > 60:
                continue
            return Form(form, 0.96 if form != "handwritten" else 0.8, f"it says: {row.text[:40]}", row)
    return None


@dataclass(frozen=True, slots=True)
class Looks:
    """Measures of the picture, not of the words."""

    flat: float  # share of small blocks of one exact tone: a drawn screen has many, a photo none
    colour: float  # mean chroma of the whole picture (CIELAB)
    ink_colour: float  # 80th percentile of the chroma of what is dark on the paper
    specks: float  # lone dark dots per million pixels of blank paper
    frame: float  # how much of the outline of another paper is drawn around the text, 0-1


def look_at(image: Image.Image, rows: Sequence[Row]) -> Looks:
    """Measure the upright picture around its text."""
    scale = min(1.0, (1_000_000 / (image.width * image.height)) ** 0.5)
    pixels = np.asarray(image)
    height, width = pixels.shape[0] // 8 * 8, pixels.shape[1] // 8 * 8
    step = max(1, round((1 / scale) ** 2))
    grey_blocks = cv2.cvtColor(pixels[:height, :width], cv2.COLOR_RGB2GRAY).reshape(
        height // 8, 8, width // 8, 8
    )
    sample = grey_blocks[::1, :, ::step].astype(np.float32)
    flat = float((sample.std(axis=(1, 3)) < 0.6).mean())
    small: Pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    chroma = np.hypot(lab[:, :, 1] - 128, lab[:, :, 2] - 128)
    light = lab[:, :, 0]
    box = _text_box(rows, scale, small.shape)
    part = np.s_[box[1] : box[3], box[0] : box[2]]
    paper = float(np.percentile(light[part], 60)) if light[part].size else 255.0
    ink = (light[part] < paper - 60) if light[part].size else np.zeros((0,), bool)
    tint = float(np.median(chroma[part])) if light[part].size else 0.0
    ink_colour = float(np.percentile(chroma[part][ink], 80)) - tint if ink.any() else 0.0
    specks, frame = _copier_marks(light, box, paper)
    return Looks(flat, float(chroma.mean()), ink_colour, specks, frame)


def form_of(rows: Sequence[Row], looks: Looks, mean_score: float) -> Form:
    """The form of a paper from its words first and its looks second."""
    said = words_say(rows)
    on_screen = looks.flat > ON_SCREEN
    if said is not None and said.form == "electronic":
        return said
    if on_screen and _has_status_bar(rows):
        return Form("screenshot", 0.95, "flat colours and a telephone's status bar")
    if said is not None and said.form != "handwritten":
        return said
    if on_screen:
        return Form(
            "screenshot" if looks.colour > 0.4 or slip else "scan", 0.85, "flat colours: no camera took this"
        )
    if said is not None and (looks.ink_colour > 8 or mean_score < 0.93):
        return Form("handwritten", 0.9, said.reason, said.row)
    if looks.frame >= 0.5 and looks.specks > 4:
        return Form("photocopy", 0.9, "the outline of another paper and specks of toner on the sheet")
    return Form("original", 0.95 if said is None else 0.7, "")


def _has_status_bar(rows: Sequence[Row]) -> bool:
    return any(
        re.match(r"^\W*(?:[01]?\d|2[0-3]):[0-5]\d\b", row.plain) and len(row.plain) < 24 for row in rows[:2]
    )


def _text_box(rows: Sequence[Row], scale: float, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    boxes = np.array([row.box for row in rows], dtype=np.float64) * scale
    if not len(boxes):
        return 0, 0, shape[1], shape[0]
    return (
        max(0, int(boxes[:, 0].min())),
        max(0, int(boxes[:, 1].min())),
        min(shape[1], int(boxes[:, 2].max())),
        min(shape[0], int(boxes[:, 3].max())),
    )


def _copier_marks(light: Tones, box: tuple[int, int, int, int], paper: float) -> tuple[float, float]:
    """Specks on blank paper outside the text, and the share of a rectangle drawn close around the text."""
    left, top, right, bottom = box
    height, width = light.shape
    blank = np.ones(light.shape, bool)
    blank[top:bottom, left:right] = False
    smooth = cv2.medianBlur(light.astype(np.uint8), 5).astype(np.float32)
    near_paper = smooth > paper - 28
    dots = ((smooth - light) > 22) & blank & near_paper
    count, _, stats, _ = cv2.connectedComponentsWithStats(dots.astype(np.uint8), connectivity=8)
    specks = int((stats[1:, cv2.CC_STAT_AREA] <= 9).sum()) if count > 1 else 0
    room = int((blank & near_paper).sum())
    density = specks / (room / 1_000_000) if room > 60_000 else 0.0
    return density, _frame(light, box, paper, (height, width))


def _frame(light: Tones, box: tuple[int, int, int, int], paper: float, shape: tuple[int, int]) -> float:
    """Of the four sides around the text: how many show a dark edge with paper-white beyond it."""
    left, top, right, bottom = box
    reach = int(0.35 * (right - left))
    sides = 0
    for axis, near, direction, low, high, end in (
        (1, left, -1, top, bottom, shape[1]),
        (1, right, 1, top, bottom, shape[1]),
        (0, top, -1, left, right, shape[0]),
        (0, bottom, 1, left, right, shape[0]),
    ):
        hits = tried = 0
        for at in np.linspace(low + 0.1 * (high - low), high - 0.1 * (high - low), 24).astype(int):
            stop = max(0, near - reach) if direction < 0 else min(end - 1, near + reach)
            line = (
                light[at, min(near, stop) : max(near, stop)]
                if axis == 1
                else light[min(near, stop) : max(near, stop), at]
            )
            if direction < 0:
                line = line[::-1]
            if len(line) < 12:
                continue
            tried += 1
            dark = np.flatnonzero(line < paper - 30)
            if not len(dark):
                continue
            after = line[dark[0] :]
            light_again = np.flatnonzero(after > paper - 12)
            if (
                len(light_again)
                and light_again[0] < 0.08 * (right - left)
                and (after[light_again[0] :] > paper - 22).mean() > 0.97
            ):
                hits += 1
        sides += tried >= 8 and hits >= 0.7 * tried
    return sides / 4
