"""The rooms below for tests in which nobody says anything: no trained understanding is loaded."""

from functools import cache
from pathlib import Path
from typing import cast

from bot.dialogue.context import Services
from bot.knowledge import Knowledge
from bot.programmes import Programmes
from bot.reading.fields.directory import Directory
from bot.reading.store.photos import FolderStore
from bot.understanding import Understanding
from bot.wording import Wording


@cache
def knowledge() -> Knowledge:
    """The rule books and the words, which must fit: a sentence that lacks a value fails its test."""
    programmes = Programmes.load()
    return Knowledge(programmes, Wording.load(programmes, strict=True))


def plain_services(photos: Path) -> Services:
    """The rooms below, with photos in a folder."""
    known = knowledge()
    return Services(
        programmes=known.programmes,
        words=known.words,
        understanding=cast(Understanding, None),
        photos=FolderStore(photos),
        directory=Directory.of(known.engine.pack("festival-walk")),
        voucher_key=b"a key of the tests, 32 bytes long",
        home_programme="festival-walk",
    )
