"""The whole bot in this process: everything real but the clock and the eyes, on its own database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from bot.app import App, build
from bot.clock import HONG_KONG
from bot.reading import PictureError, Reading
from bot.settings import load_settings
from tests.support.data_folder import lay_out
from tests.support.known import knowledge
from tests.support.live_server import serving

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=HONG_KONG)
_FIELDS = ("merchant", "number", "issued_on", "issued_time", "total", "payment", "transaction")
_SURE = dict.fromkeys(_FIELDS, 0.98)


def _paper(document: str, number: str) -> Reading:
    return Reading(
        document=document,  # type: ignore[arg-type]
        merchant="UNIQLO",
        number=number,
        issued_on=date(2026, 11, 20),
        issued_time=time(16, 5),
        total=Decimal("647.00"),
        currency="HKD",
        payment="credit_card",
        transaction="sale",
        confidence=_SURE,
    )


# A photo's content -> what is read on it. Anything else is no picture.
PHOTOS: Mapping[bytes, Reading] = {
    b"the shop's receipt": _paper("shop_receipt", "R-7764"),
    b"the payment slip": _paper("payment_slip", "63251600"),
}


class KnownPhotos:
    """Reads the photos above, or others, by their content."""

    def __init__(self, photos: Mapping[bytes, Reading] = PHOTOS) -> None:
        self._photos = photos

    def warm_up(self) -> None:
        """There is nothing to load."""

    def keepable(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        return data, ()

    def read(self, data: bytes, name: str = "") -> Reading:
        if data not in self._photos:
            raise PictureError("not_a_picture")
        return self._photos[data]


@dataclass
class Running:
    """A bot that serves, and where."""

    app: App
    address: str

    def code(self) -> str:
        """The one-time code that was sent last."""
        assert self.app.demo is not None
        return self.app.demo.codes()[0].code


@contextmanager
def running(
    folder: Path, port: int = 0, photos: Mapping[bytes, Reading] = PHOTOS, **settings: object
) -> Iterator[Running]:
    """Run the demo inside the block, with all its workers and channels, and eyes that know some photos."""
    reader = KnownPhotos(photos)
    lay_out(folder)
    chosen = load_settings(data=folder, **settings)
    app = build(chosen, demo=True, clock=lambda: NOW, reader=reader, known=knowledge())  # type: ignore[arg-type]
    try:
        with serving(app.http(), port) as address:
            app.start_work()
            app.start_channels()
            yield Running(app, address)
            app.closing.set()
    finally:
        app.close()
