"""The reader: bytes of a photo in, a `Reading` out, within bounds of size, time and workers."""

import logging
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFont

from bot.clock import Clock, system_clock
from bot.reading.fields.confidence import of_form
from bot.reading.fields.extract import nothing_legible, read_page, without_guesses
from bot.reading.fields.second_look import look_again
from bot.reading.ocr.lines import pieces_of, rows_of
from bot.reading.ocr.recognition import Ocr
from bot.reading.picture.decoding import open_picture, software_of, without_metadata
from bot.reading.picture.fingerprint import fingerprint
from bot.reading.picture.looks import look_at
from bot.reading.picture.signals import file_signals, picture_signals
from bot.reading.picture.tampering import tampering_signals
from bot.reading.reading import PictureError, Reading

_log = logging.getLogger(__name__)

# Each takes a core, and up to 400 MB while its print is looked for (which one does at a time).
SIDE_BY_SIDE = min(2, os.cpu_count() or 1)

_A_FEW = 3  # words; fewer are no paper


class Reader:
    """Reads photos of receipts and slips. Safe to share between threads.

    `workers` photos are read at a time, further ones wait; `time_limit` is in seconds for one photo from
    the moment its turn comes. `clock` tells in which year a paper can have been printed. The models load
    with the first photo or with `warm_up`.
    """

    def __init__(
        self,
        workers: int = SIDE_BY_SIDE,
        time_limit: float = 60.0,
        ocr: Ocr | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self.ocr = ocr or Ocr()
        self._clock = clock
        self._time_limit = time_limit
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="reader")
        self._ready = threading.Event()
        self._decoding = threading.Lock()  # one large photo in memory at a time

    def warm_up(self) -> None:
        """Load the models and read a small picture, so that the first member does not wait for them."""
        image = Image.new("RGB", (320, 160), "white")
        ImageDraw.Draw(image).text((20, 60), "TOTAL HK$ 12.00", fill="black", font=ImageFont.load_default(28))
        self.ocr.read(image)
        self._ready.set()

    @property
    def ready(self) -> bool:
        """Whether the models are loaded."""
        return self._ready.is_set()

    def keepable(self, data: bytes) -> tuple[bytes, tuple[str, ...]]:
        """The photo without its metadata, to be stored and read, and the signals that the metadata gave.

        Raises `PictureError` with the codes of `open_picture`; such a file is not worth keeping.
        """
        with self._decoding:
            return without_metadata(data), file_signals(software_of(data))

    def read(self, data: bytes, name: str = "") -> Reading:
        """The facts of one photo. `name` is the file's name where known; it only serves logs.

        Raises `PictureError` with the codes of `open_picture`, `no_text` or `timed_out`.
        """
        waiting = self._pool.submit(self._read, data)
        try:
            # The deadline inside is exact; this one ends the wait for a turn behind several slow photos.
            reading = waiting.result(timeout=4 * self._time_limit)
        except FutureTimeout as error:
            waiting.cancel()
            raise PictureError("timed_out") from error
        _log.debug("%s is a %s", name or "photo", reading.document)
        return reading

    def close(self) -> None:
        """Let the workers end; photos in work are finished."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _read(self, data: bytes) -> Reading:
        deadline = time.monotonic() + self._time_limit
        picture = open_picture(data)
        page = self.ocr.read(picture.image, deadline)
        self._ready.set()
        if len(page.words) < _A_FEW:
            if self.ocr.sees_text(picture.image):
                return replace(nothing_legible(), fingerprint=fingerprint(picture.image))
            raise PictureError("no_text")
        looks = look_at(page.image, rows_of(pieces_of(page.words)))
        reading = without_guesses(look_again(self.ocr, page, read_page(page, looks, self._clock().year + 1)))
        signals = (*reading.signals, *picture_signals(picture, page.image, looks))
        if not looks.on_screen:
            signals += tampering_signals(page.image, page.words)
        return replace(
            reading,
            signals=signals,
            confidence={**reading.confidence, "form": of_form(reading.confidence.get("form", 0.0), signals)},
            fingerprint=fingerprint(picture.image),
            turned=page.turned,
        )
