# ruff: noqa: E501 - a measure is easier to read on one line
"""Measures of a picture of paper: drawn or photographed, coloured or not, what lies around the text, pens, specks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.reading.ocr.lines import Row
from bot.reading.ocr.recognition import Pixels

Tones = npt.NDArray[np.float32]

_GREYER = 30  # tones by which a copied paper may be darker than the sheet it is copied on
_TINTED = 12  # chroma of a pen's ink over the paper's; print stays below 6


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
    fold: float  # the sharpest step in brightness that runs across the paper, tones of 255
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
    lightness, green_red, blue_yellow = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2LAB))
    chroma: Tones = np.asarray(
        cv2.magnitude(green_red.astype(np.float32) - 128, blue_yellow.astype(np.float32) - 128), np.float32
    )
    light: Tones = np.asarray(lightness, np.float32)
    part = np.s_[box[1] : box[3] : 2, box[0] : box[2] : 2]
    if not light[part].size:
        return Looks(False, False, 0.0, 0, 0, 0, 0.0, 0.0)
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
        fold=_fold(light, box),
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
        darkest, paper = float(tones.min()), float(tones.max())
        if paper - darkest < 30:
            continue
        dark = tones < (darkest + paper) / 2
        colours = chroma[top:bottom, left:right]
        tinted = float(colours[dark].mean() - colours[~dark].mean())
        count += bool(tinted > _TINTED)
    return count


def _fold(light: Tones, box: tuple[int, int, int, int]) -> float:
    """How far the paper's tone jumps where it does so in every quarter of the width at once: the two sides of a
    fold lie at different angles to the light. Print and ruled lines are thinner than the medians taken.
    """
    left, top, right, bottom = box
    part = light[top:bottom, left:right]
    height, width = part.shape
    if height < 120 or width < 90:
        return 0.0
    jumps = []
    for quarter in range(4):
        tones = np.percentile(part[:, quarter * width // 4 : (quarter + 1) * width // 4], 80, axis=1)
        even = cv2.medianBlur(tones.astype(np.uint8).reshape(-1, 1), 15).ravel().astype(np.float32)
        jumps.append(even[22:-2] - even[2:-22])
    near = np.ones((13, 1), np.uint8)  # a fold crosses at a small angle
    return max(
        float(np.min([cv2.dilate(sign * jump.reshape(-1, 1), near) for jump in jumps], axis=0).max())
        for sign in (1, -1)
    )


def _drawn(flat: float, steep: float) -> bool:
    """Whether a program drew the picture; on one with few words their slopes are no more than rough."""
    return flat > 0.6 and steep < (0.012 if flat > 0.85 else 0.004)


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
    blocks = grey.reshape(height // 8, 8, width // 8, 8)[::3, :, ::3].astype(np.float32)
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
    """On how many sides a thin dark line runs along the text, with paper before and behind it."""
    width = box[2] - box[0]
    thin, band = max(3, int(0.03 * width)), max(6, int(0.04 * width))
    sides = 0
    for lines in _profiles(light, box, int(0.3 * width)):
        tried = [line for line in lines if len(line) >= 3 * band]
        hits = sum(_crosses_a_line(line, thin, band) for line in tried)
        sides += len(tried) >= 12 and hits >= 0.6 * len(tried)
    return sides


def _crosses_a_line(line: Tones, thin: int, band: int) -> bool:
    """Whether the first dark place on the way outwards is thin, with paper as light or somewhat lighter behind it:
    a copier shows the copied paper greyer than its sheet."""
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
    return len(behind) >= band // 2 and -7 < float(np.median(behind)) - level < _GREYER


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
