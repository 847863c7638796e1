# ruff: noqa: E501 - a pattern is easier to read on one line
"""What the paper is besides an original: words on it (reprint, copies, electronic) and looks (screen, copier, pen)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.reading import labels
from bot.reading.dates import times_in, without_dates
from bot.reading.lines import Row
from bot.reading.ocr import Pixels

Tones = npt.NDArray[np.float32]

_WORDS = (
    ("merchant_copy", r"(?:MERCHANT|MERCH|STORE|SHOP|BANK|OFFICE|RETAILER|SELLER|ACQUIRER)'?S? ?COPY|商户存根|商号存根|店铺存根|商店存根|商户联|商家联|商家存根|店方存根|银行存根|特约商户存根|商户留存|商户保留|(?:公司|银行|收单行?|店铺?|店方|卖方)(?:留存|存查)?(?:存根|联)(?!络|系|营|合)"),
    ("reprint", r"RE-? ?PRINT(?:ED)?|DUPLICATE|补印|重印|补打|重打|副本(?!编)|重新列印|重新打印|再印|复印本|补发|第[2-9二三四]次(?:打印|列印)|\*+ ?COPY ?\*+|^\W*COPY\W*$|COPY RECEIPT|RECEIPT COPY(?! SENT)|COPY OF (?:THE )?RECEIPT|[2-9](?:ND|RD|TH) COPY|再(?:次)?(?:列印|打印|印)|重印本"),
    ("delivery_note", r"DELIVERY NOTE(?! ?(?:NO|NUMBER|#|:|REF))|DELIVERY ORDER(?! NO)|送货单(?!号|编)|出货单|发货单|交货单|PACKING (?:LIST|SLIP)"),
    ("electronic", r"E-? ?RECEIPT|E-? ?INVOICE|ELECTRONIC (?:RECEIPT|INVOICE)|DIGITAL RECEIPT|电子(?:收据|发票|单据|小票|账单|凭证)|YOUR RECEIPT FROM|NO-?REPLY@|(?:RECEIPT|INVOICE) (?:IS )?SENT (?:TO|VIA) (?:YOUR )?E-?MAIL|系统发出|ORDER CONFIRMATION|订单确认"),
    ("handwritten", r"兹收到|RECEIVED (?:FROM|WITH THANKS)|THE SUM OF|经手人|今收到|收到.{0,8}交来|大写金额|HEREBY ACKNOWLEDGE"),
)  # fmt: skip
_FORMS = tuple((form, re.compile(pattern)) for form, pattern in _WORDS)
_CLEAN_PRINT = 0.975  # the mean score of digits that a machine printed
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

    on_screen: bool  # drawn and not photographed: exact tones and text that lies perfectly straight
    grey: bool  # no colour anywhere: a copier's or scanner's picture
    ink_colour: float  # 80th percentile of the chroma of what is dark on the paper, over the paper's own
    sheet_sides: (
        int  # of the four sides of the text: how many show blank paper well beyond a receipt's margin
    )
    frame_sides: int  # how many show a thin dark outline with paper on both sides of it
    pen_words: int  # words with digits whose ink is coloured, as no till prints
    specks: float  # lone dark dots per million pixels of blank paper


def look_at(image: Image.Image, rows: Sequence[Row]) -> Looks:
    """Measure the upright picture around its text."""
    pixels = np.asarray(image)
    scale = min(1.0, (1_000_000 / (image.width * image.height)) ** 0.5)
    quads = np.concatenate([piece.word.quad[None] for row in rows for piece in row.pieces]) * scale
    slopes = _slopes(quads)
    small: Pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
        np.uint8
    )
    slope = float(np.median(slopes)) if len(slopes) else 0.0
    straight = cv2.getRotationMatrix2D(
        (small.shape[1] / 2, small.shape[0] / 2), float(np.degrees(np.arctan(slope))), 1
    )
    small = cv2.warpAffine(small, straight, (small.shape[1], small.shape[0]), borderValue=(0, 0, 0)).astype(
        np.uint8
    )
    corners = quads.reshape(-1, 2) @ straight[:, :2].T + straight[:, 2]
    low, high = corners.min(axis=0), corners.max(axis=0)
    box = (
        max(0, int(low[0])),
        max(0, int(low[1])),
        min(small.shape[1], int(high[0])),
        min(small.shape[0], int(high[1])),
    )
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    chroma = np.hypot(lab[:, :, 1] - 128, lab[:, :, 2] - 128)
    light = lab[:, :, 0]
    part = np.s_[box[1] : box[3], box[0] : box[2]]
    if not light[part].size:
        return Looks(False, False, 0.0, 0, 0, 0, 0.0)
    paper = float(np.percentile(light[part], 60))
    ink = light[part] < paper - 60
    ink_colour = (
        float(np.percentile(chroma[part][ink], 80)) - float(np.median(chroma[part])) if ink.any() else 0.0
    )
    steep = float(np.median(np.abs(slopes))) if len(slopes) else 1.0
    return Looks(
        on_screen=_drawn(_flatness(pixels), steep),
        grey=float(chroma.mean()) < 0.6,
        ink_colour=ink_colour,
        sheet_sides=_sheet_sides(light, box, paper),
        frame_sides=_frame_sides(light, box),
        pen_words=_pen_words(light, chroma, corners.reshape(-1, 4, 2), rows),
        specks=_specks(light, box, paper),
    )


def _pen_words(light: Tones, chroma: Tones, quads: npt.NDArray[np.float64], rows: Sequence[Row]) -> int:
    """How many of the words with digits are written in coloured ink; `quads` are those of the rows' pieces."""
    count = 0
    for quad, piece in zip(quads, (piece for row in rows for piece in row.pieces), strict=True):
        if not re.search(r"\d", piece.text):
            continue
        left, top = np.maximum(0, quad.min(axis=0)).astype(int)
        right, bottom = quad.max(axis=0).astype(int) + 1
        tones = light[top:bottom, left:right]
        if tones.size < 40:
            continue
        dark = tones < np.percentile(tones, 80) - 50
        colours = chroma[top:bottom, left:right]
        count += bool(dark.sum() > 12 and np.median(colours[dark]) > np.median(colours[~dark]) + 18)
    return count


def _drawn(flat: float, steep: float) -> bool:
    """Whether a program drew the picture; on one with few words their slopes are no more than rough."""
    return flat > 0.6 and steep < (0.012 if flat > 0.85 else 0.004)


def form_of(rows: Sequence[Row], looks: Looks, mean_score: float) -> Form:
    """The form of a paper from its words first and its looks second."""
    said = words_say(rows)
    if said is not None and said.form == "electronic":
        return said
    if looks.on_screen and _has_status_bar(rows):
        return Form("screenshot", 0.95, "flat colours and a telephone's status bar")
    if said is not None and said.form != "handwritten":
        return said
    machine = any(times_in(without_dates(row.plain)) for row in rows)  # a pen writes no time of day
    pen = looks.ink_colour > 8 or looks.pen_words > 0
    if said is not None and not machine and (pen or _digits_score(rows) < _CLEAN_PRINT):
        return Form("handwritten", 0.9 if pen else 0.8, said.reason, said.row)
    if (
        (looks.ink_colour > 12 or looks.pen_words > 1)
        and not machine
        and any(labels.TITLE.search(row.plain) for row in rows[:3])
    ):
        return Form("handwritten", 0.7, "coloured ink on a form, and no time of day")
    if looks.on_screen:
        return Form("screenshot", 0.85, "flat colours: no camera took this")
    if looks.frame_sides >= 2 or (looks.frame_sides and looks.sheet_sides == 4 and looks.specks > 60):
        return Form("photocopy", 0.9, "the outline of another paper and specks of toner on the sheet")
    if looks.grey:
        return Form("photocopy", 0.8, "a picture without any colour")
    return Form("original", 0.95 if said is None else 0.7, "")


def _digits_score(rows: Sequence[Row]) -> float:
    """How surely the digits were read: those of a pen are not."""
    scores = [piece.score for row in rows for piece in row.pieces if re.search(r"\d", piece.text)]
    return sum(scores) / max(1, len(scores))


def _has_status_bar(rows: Sequence[Row]) -> bool:
    return any(
        re.match(r"^\W*(?:[01]?\d|2[0-3]):[0-5]\d\b", row.plain) and len(row.plain) < 24 for row in rows[:2]
    )


def _slopes(quads: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The slopes of the long words."""
    ends = (quads[:, 1] + quads[:, 2] - quads[:, 0] - quads[:, 3]) / 2
    long = ends[:, 0] > 3 * np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    slopes: npt.NDArray[np.float64] = ends[long, 1] / np.maximum(1, ends[long, 0])
    return slopes


def _flatness(pixels: Pixels) -> float:
    """The share of small blocks of one exact tone: a drawn screen has many, a photo few unless it is overexposed."""
    height, width = pixels.shape[0] // 8 * 8, pixels.shape[1] // 8 * 8
    grey = cv2.cvtColor(pixels[:height, :width], cv2.COLOR_RGB2GRAY)
    blocks = grey.reshape(height // 8, 8, width // 8, 8)[::2, :, ::2].astype(np.float32)
    return float((blocks.std(axis=(1, 3)) < 0.6).mean())


_SIDES = ((1, 0, -1), (1, 2, 1), (0, 1, -1), (0, 3, 1))  # axis across, index in the box, direction outwards


def _profiles(light: Tones, box: tuple[int, int, int, int], reach: int, count: int = 24) -> list[list[Tones]]:
    """For each side of the text: lines of tones that run outwards from it."""
    left, top, right, bottom = box
    sides = []
    for axis, corner, outwards in _SIDES:
        low, high = (top, bottom) if axis == 1 else (left, right)
        near = box[corner]
        end = light.shape[axis] - 1
        stop = max(0, near - reach) if outwards < 0 else min(end, near + reach)
        lines = []
        for at in np.linspace(low + 0.08 * (high - low), high - 0.08 * (high - low), count).astype(int):
            line = (
                light[at, min(near, stop) : max(near, stop)]
                if axis == 1
                else light[min(near, stop) : max(near, stop), at]
            )
            lines.append(line[::-1] if outwards < 0 else line)
        sides.append(lines)
    return sides


def _sheet_sides(light: Tones, box: tuple[int, int, int, int], paper: float) -> int:
    """On how many sides blank paper goes on from a tenth to a quarter of the text's width away from the text."""
    width = box[2] - box[0]
    sides = 0
    for lines in _profiles(light, box, int(0.26 * width)):
        beyond = [line[int(0.1 * width) :] for line in lines if len(line) > 0.16 * width]
        if len(beyond) >= 12:
            sides += int(np.mean([(line > paper - 30).mean() > 0.8 for line in beyond]) > 0.75)
    return sides


def _frame_sides(light: Tones, box: tuple[int, int, int, int]) -> int:
    """On how many sides a thin dark line runs along the text, with equally light paper before and behind it."""
    width = box[2] - box[0]
    thin, band = max(3, int(0.03 * width)), max(6, int(0.04 * width))
    sides = 0
    for lines in _profiles(light, box, int(0.3 * width)):
        tried = [line for line in lines if len(line) >= 3 * band]
        hits = sum(_crosses_a_line(line, thin, band) for line in tried)
        sides += len(tried) >= 12 and hits >= 0.6 * len(tried)
    return sides


def _crosses_a_line(line: Tones, thin: int, band: int) -> bool:
    """Whether the first dark place on the way outwards is thin and has the same tone before and behind it."""
    before = cv2.blur(line.reshape(1, -1), (band, 1)).ravel()
    ground = np.concatenate([np.full(band, before[band // 2]), before[: -band or None]])
    dark = np.flatnonzero(line < ground - 13)
    if not len(dark) or dark[0] < 2:
        return False
    start = int(dark[0])
    level = float(np.median(line[max(0, start - band) : max(1, start - 1)]))
    after = line[start : start + thin + band]
    bright = np.flatnonzero(after > level - 8)
    if not len(bright) or bright[0] > thin:
        return False
    behind = after[bright[0] : bright[0] + band]
    return len(behind) >= band // 2 and abs(float(np.median(behind)) - level) < 7


def _specks(light: Tones, box: tuple[int, int, int, int], paper: float) -> float:
    """Lone dark dots per million pixels of the blank paper around the text."""
    left, top, right, bottom = box
    margin = int(0.05 * (right - left))
    blank = np.ones(light.shape, bool)
    blank[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin] = False
    smooth = cv2.medianBlur(light.astype(np.uint8), 5).astype(np.float32)
    sheet = (smooth > paper - 30) & blank
    room = int(sheet.sum())
    if room < 30_000:
        return 0.0
    dots = ((smooth - light) > 18) & sheet
    count, _, stats, _ = cv2.connectedComponentsWithStats(dots.astype(np.uint8), connectivity=8)
    small = int((stats[1:, cv2.CC_STAT_AREA] <= 12).sum()) if count > 1 else 0
    return small / (room / 1_000_000)
