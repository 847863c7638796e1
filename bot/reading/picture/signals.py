"""Signals for staff about a picture: never a rejection by themselves."""

import functools

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from bot.reading.picture.decoding import Picture
from bot.reading.picture.looks import Looks

_EDITORS = (
    "photoshop",
    "gimp",
    "snapseed",
    "picsart",
    "lightroom",
    "meitu",
    "美图",
    "pixlr",
    "canva",
    "facetune",
    "affinity",
)

_SIDE = 512  # pixels of the middle of the picture that are looked at
_PATTERN = 6.5  # deviations; photos of paper stay below 5


def file_signals(software: str) -> tuple[str, ...]:
    """The code `editor_in_metadata` where a picture editor saved the file, by the name of that program."""
    return ("editor_in_metadata",) if any(name in software.lower() for name in _EDITORS) else ()


def picture_signals(picture: Picture, image: Image.Image, looks: Looks) -> tuple[str, ...]:
    """Codes: `editor_in_metadata` (saved by a picture editor), `screen_pattern` (a photo of a screen)."""
    found = [*file_signals(picture.software)]
    if not looks.on_screen and screen_pattern(image) > _PATTERN:
        found.append("screen_pattern")
    return tuple(found)


def screen_pattern(image: Image.Image) -> float:
    """How far the strongest regular fine pattern stands out of the picture's spectrum, in deviations.

    A photo of a screen carries the grid of its pixels as sharp peaks off the axes; paper and print have none.
    """
    left, top = max(0, (image.width - _SIDE) // 2), max(0, (image.height - _SIDE) // 2)
    middle = image.crop((left, top, min(image.width, left + _SIDE), min(image.height, top + _SIDE)))
    part = np.asarray(middle.convert("L"), dtype=np.float32)
    if min(part.shape) < 128:
        return 0.0
    window, fine = _frequencies(part.shape[0], part.shape[1])
    # Half of the spectrum tells all: the other half mirrors it.
    waves = np.fft.fftshift(np.fft.rfft2((part - part.mean()) * window), axes=0)
    spectrum = np.log1p(np.abs(waves)).astype(np.float32)
    tones = (255 * (spectrum - spectrum.min()) / max(1e-6, float(np.ptp(spectrum)))).astype(np.uint8)
    peaks = cv2.subtract(tones, cv2.medianBlur(tones, 9), dtype=cv2.CV_32F)
    inside = np.asarray(peaks)[fine]
    return float((inside.max() - inside.mean()) / max(1e-6, float(inside.std())))


@functools.lru_cache(maxsize=8)
def _frequencies(height: int, width: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """The window over a part of a picture, and where in its half spectrum fine patterns off the axes lie."""
    window = np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)
    y, x = np.indices((height, width // 2 + 1))
    dy = np.abs(y - height // 2)
    return window, (np.hypot(dy, x) > 0.2 * min(height, width)) & (dy > 6) & (x > 6)
