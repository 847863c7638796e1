"""Signs that print or picture were altered, for staff to look at: they weigh, they never decide.

Each measure compares a word with its neighbours on the same photo, since light, grain and print differ from
one photo to the next. A false alarm costs a member's patience, so only what stands far out is told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.reading.ocr.recognition import Pixels, Word

_AMOUNT = re.compile(r"\d\.\d{1,2}\W*$")
_ENOUGH = 8  # words to compare with
_LEAST_GRAIN = 1.0  # tones; below it compression has smoothed the whole picture
_SMOOTH = 0.65  # of the least grain elsewhere: paint, and no photo
_BRIGHTER = 14  # tones over the paper on all four sides
_OF_A_HEIGHT = 0.2  # by which one digit is larger, smaller, higher or lower than the others of its number
_AT_ONE = 0.08  # within which those others agree
_TALL = 15  # pixels of a digit in which such a difference can be measured


@dataclass(frozen=True, slots=True)
class _Patch:
    word: Word
    tones: Pixels  # grey, the word's upright box
    paper: float
    ink: float
    grain: float  # mean change from pixel to pixel on the blank parts


def tampering_signals(image: Image.Image, words: Sequence[Word]) -> tuple[str, ...]:
    """Codes: `part_pasted` (an amount without the photo's grain), `covered` (a bright patch under an amount),
    `print_altered` (a digit of an amount that stands out of its number).
    """
    grey: Pixels = np.asarray(image.convert("L"))
    patches = [patch for word in words if (patch := _patch(grey, word)) is not None]
    amounts = [patch for patch in patches if _AMOUNT.search(patch.word.text)]
    found = []
    if any(_without_grain(patch, patches) for patch in amounts):
        found.append("part_pasted")
    if any(_covered(grey, patch) for patch in amounts):
        found.append("covered")
    if any(_digit_stands_out(patch) for patch in amounts):
        found.append("print_altered")
    return tuple(found)


def _patch(grey: Pixels, word: Word) -> _Patch | None:
    left, top, right, bottom = (max(0, side) for side in word.box)
    tones = grey[top:bottom, left:right]
    quad = word.quad
    slanted = abs(float(quad[1][1] - quad[0][1])) > 0.3 * (bottom - top)
    if min(tones.shape) < 10 or slanted:
        return None
    ink, paper = (float(level) for level in np.percentile(tones, (4, 90)))
    if paper - ink < 40:
        return None
    blank = (
        cv2.erode((tones > paper - 0.25 * (paper - ink)).astype(np.uint8), np.ones((3, 3), np.uint8))[:, 1:]
        > 0
    )
    if blank.sum() < 60:
        return None
    change = np.abs(np.diff(tones.astype(np.int16), axis=1))
    return _Patch(word, tones, paper, ink, float(change[blank].mean()))


def _without_grain(patch: _Patch, all_: Sequence[_Patch]) -> bool:
    others = [other.grain for other in all_ if other is not patch and not _overlap(other, patch)]
    return len(others) >= _ENOUGH and min(others) > _LEAST_GRAIN and patch.grain < _SMOOTH * min(others)


def _overlap(one: _Patch, other: _Patch) -> bool:
    a, b = one.word.box, other.word.box
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _covered(grey: Pixels, patch: _Patch) -> bool:
    left, top, right, bottom = patch.word.box
    reach = (bottom - top) // 2
    sides = (
        grey[max(0, top - 2 * reach) : max(0, top - reach), left:right],
        grey[bottom + reach : bottom + 2 * reach, left:right],
        grey[top:bottom, max(0, left - 2 * reach) : max(0, left - reach)],
        grey[top:bottom, right + reach : right + 2 * reach],
    )
    if any(side.size < 20 for side in sides):
        return False
    return patch.paper - max(float(np.percentile(side, 90)) for side in sides) > _BRIGHTER


def _digit_stands_out(patch: _Patch) -> bool:
    """Whether exactly one digit differs in height or place from the others, which agree among themselves."""
    places = list(_glyphs(patch))
    signs = re.sub(r"[.,\s]", "", patch.word.text)
    if len(places) != len(signs):
        return False
    digits = np.array(
        [place for place, sign in zip(places, signs, strict=True) if sign.isdigit()], np.float64
    )
    if len(digits) < 4:
        return False
    heights = digits[:, 2] - digits[:, 1]
    tall = float(np.median(heights))
    if tall < _TALL:
        return False
    bottoms = digits[:, 2] - np.polyval(np.polyfit(digits[:, 0], digits[:, 2], 1), digits[:, 0])
    return any(_lone(values / tall) for values in (heights, bottoms - np.median(bottoms)))


def _lone(values: npt.NDArray[np.float64]) -> bool:
    off = np.abs(values - np.median(values))
    furthest = int(off.argmax())
    return bool(off[furthest] > _OF_A_HEIGHT and np.delete(off, furthest).max() < _AT_ONE)


def _glyphs(patch: _Patch) -> Iterator[tuple[float, float, float]]:
    """Middle, top and bottom of each letter or digit, left to right; points and commas are left out."""
    dark = (patch.tones < (patch.paper + patch.ink) / 2).astype(np.uint8)
    columns = np.flatnonzero(np.diff(np.r_[0, dark.any(axis=0).astype(np.int8), 0]))
    for start, end in columns.reshape(-1, 2):
        rows = np.flatnonzero(dark[:, start:end].any(axis=1))
        if rows[-1] - rows[0] > 0.4 * len(dark):
            yield (start + end) / 2, float(rows[0]), float(rows[-1] + 1)
