"""A photo as it was read, and the places where its doubtful fields stand, for people to compare."""

import io
from collections.abc import Iterable

from PIL import Image

from bot.reading.picture.decoding import crop_image, open_picture
from bot.reading.reading import Reading


def crops_of(data: bytes, reading: Reading, fields: Iterable[str]) -> dict[str, bytes]:
    """By field: a PNG of its place in the photo, upright as it was read. Fields without a place are left
    out.
    """
    boxes = {
        field: evidence.box
        for field in fields
        if (evidence := reading.evidence.get(field)) is not None and evidence.box is not None
    }
    if not boxes:
        return {}
    image = _upright(data, reading.turned)
    return {field: crop_image(image, box) for field, box in boxes.items()}


def as_read(data: bytes, turned: int) -> bytes:
    """A JPEG of the photo turned as its reading says: the boxes of its evidence are in this picture's pixels.

    Raises `PictureError`.
    """
    jpeg = io.BytesIO()
    _upright(data, turned).save(jpeg, "JPEG", quality=88)
    return jpeg.getvalue()


def _upright(data: bytes, turned: int) -> Image.Image:
    image = open_picture(data).image
    return image.rotate(-turned, Image.Resampling.BICUBIC, expand=True) if turned else image
