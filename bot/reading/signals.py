"""Signals for staff about a picture: never a rejection by themselves."""

import cv2
import numpy as np
from PIL import Image

from bot.reading.forms import Looks
from bot.reading.picture import Picture

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
    side = 512
    grey = np.asarray(image.convert("L"), dtype=np.float32)
    top, left = max(0, (grey.shape[0] - side) // 2), max(0, (grey.shape[1] - side) // 2)
    part = grey[top : top + side, left : left + side]
    if min(part.shape) < 128:
        return 0.0
    window = np.outer(np.hanning(part.shape[0]), np.hanning(part.shape[1])).astype(np.float32)
    spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2((part - part.mean()) * window))))
    tones = (255 * (spectrum - spectrum.min()) / max(1e-6, float(np.ptp(spectrum)))).astype(np.uint8)
    peaks = tones.astype(np.float32) - cv2.medianBlur(tones, 9).astype(np.float32)
    y, x = np.indices(peaks.shape)
    dy, dx = np.abs(y - peaks.shape[0] // 2), np.abs(x - peaks.shape[1] // 2)
    fine = (np.hypot(dy, dx) > 0.2 * min(peaks.shape)) & (dy > 6) & (dx > 6)
    inside = peaks[fine]
    return float((inside.max() - inside.mean()) / max(1e-6, inside.std()))
