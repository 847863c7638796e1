"""The places in a photo where doubtful fields stand, for the member and the staff to compare."""

from collections.abc import Iterable

from bot.reading.picture import crop_image, open_picture
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
    image = open_picture(data).image
    if reading.turned:
        image = image.rotate(-reading.turned, expand=True)
    return {field: crop_image(image, box) for field, box in boxes.items()}
