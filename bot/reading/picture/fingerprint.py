"""A perceptual hash: finds the same file sent again, whatever its size and compression.

It cannot tell two photos of one receipt from photos of two receipts; those are told by number, shop, day
and total.
"""

import cv2
import numpy as np
from PIL import Image

_SIDE = 16
_ALIKE = 20  # bits of the 256 that a file saved anew may change


def fingerprint(picture: Image.Image) -> str:
    """The difference hash of a picture: 64 hexadecimal digits (256 bits)."""
    grey = np.asarray(picture.convert("L"))
    small = cv2.resize(grey, (_SIDE + 1, _SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = (small[:, 1:] > small[:, :-1]).flatten()
    return np.packbits(bits).tobytes().hex()


def same_picture(one: str, other: str) -> bool:
    """Whether two fingerprints are of the same picture, saved anew perhaps."""
    return (int(one, 16) ^ int(other, 16)).bit_count() <= _ALIKE
