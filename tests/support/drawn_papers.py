"""Receipts and slips drawn for the tests, with what a reader makes of them: values, and where they stand."""

import io
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from bot.reading import Evidence, Reading
from bot.reading.picture.fingerprint import fingerprint
from bot.reading.reading import Line

_SIZE = (900, 1100)
_SURE = ("merchant", "number", "issued_on", "issued_time", "total", "payment", "form", "transaction")


def _draw(rows: Mapping[str, str]) -> tuple[bytes, str, dict[str, Evidence]]:
    """A JPEG of a paper with a line for each row, its fingerprint, and the places of the rows by name."""
    picture = Image.new("RGB", _SIZE, "#8a7a66")
    paper = ImageDraw.Draw(picture)
    paper.rectangle((120, 60, 780, 1040), fill="#fbfaf5")
    font = ImageFont.load_default(size=38)
    places = {}
    for position, (name, words) in enumerate(rows.items()):
        top = 120 + 110 * position
        left, upper, right, lower = paper.textbbox((170, top), words, font=font)
        paper.text((170, top), words, font=font, fill="#20201e")
        places[name] = Evidence(words, (int(left), int(upper), int(right), int(lower)), "its label")
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue(), fingerprint(picture), places


@cache
def paper(
    kind: str,
    shop: str = "UNIQLO",
    number: str = "R-7764",
    total: str = "647.00",
    *,
    unsure: str = "",
    read: str = "",
) -> tuple[bytes, Reading]:
    """A `receipt` or a `slip` of 20 November 2026, 16:05, and its reading.

    `unsure` is a field that is read with doubt, `read` the total as it is misread.
    """
    rows = {
        "merchant": shop,
        "number": f"No. {number}",
        "issued_on": "20/11/2026 16:05",
        "total": f"TOTAL HKD {total}",
        "payment": "VISA **** 1234",
    }
    data, looks, places = _draw(rows if kind == "receipt" else {"head": "PAYMENT SLIP", **rows})
    confidence = dict.fromkeys(_SURE, 0.98)
    if unsure:
        confidence[unsure] = 0.52
    return data, Reading(
        document="shop_receipt" if kind == "receipt" else "payment_slip",
        merchant=shop,
        number=number if kind == "receipt" else "63251600",
        issued_on=date(2026, 11, 20),
        issued_time=time(16, 5),
        total=Decimal(read or total),
        currency="HKD",
        payment="credit_card",
        transaction="sale",
        confidence=confidence,
        evidence=places,
        lines=tuple(Line(place.words, 0.98, place.box) for place in places.values()),
        fingerprint=looks,
    )
