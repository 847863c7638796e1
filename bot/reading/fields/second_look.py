"""A second look at the fields on which points hang: their pieces of the photo are cut wider, evened out and
read again.

The recogniser is often sure of a digit that it has wrong; read twice from different cuts, it rarely errs
alike.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.reading.fields import confidence
from bot.reading.folding import fold
from bot.reading.ocr.recognition import Ocr, Page, Word
from bot.reading.reading import Reading

_TELLING = 5  # digits that do not agree by chance
_CLEAR = 0.95
_LOOKED_AT = ("number", "issued_on", "total")


def look_again(ocr: Ocr, page: Page, reading: Reading) -> Reading:
    """The reading with its confidences weighed by reading its decisive pieces anew."""
    words = {
        field: word
        for field in _LOOKED_AT
        if reading.confidence.get(field, 0.0) >= confidence.SURE  # a doubt stays one whatever is read again
        and (word := _word_of(page, reading, field)) is not None
        and not _said_elsewhere(page, word)
    }
    if not words:
        return reading
    again = ocr.reread(page.image, [word.quad for word in words.values()])
    sure: Mapping[str, float] = {
        field: confidence.after_second_look(
            reading.confidence.get(field, 0.0),
            _digits(word.text) == _digits(text) and not _cut_off(word, page),
        )
        for (field, word), text in zip(words.items(), again, strict=True)
    }
    return replace(reading, confidence={**reading.confidence, **sure})


def _word_of(page: Page, reading: Reading, field: str) -> Word | None:
    evidence = reading.evidence.get(field)
    if evidence is None or evidence.box is None:
        return None
    return next((word for word in page.words if word.box == evidence.box), None)


def _said_elsewhere(page: Page, word: Word) -> bool:
    """Whether another word, surely read, holds the same digits: print is not misread alike in two places."""
    digits = re.sub(r"\D", "", word.text)
    return (
        len(digits) >= _TELLING
        and not _cut_off(word, page)
        and any(
            other is not word and other.score > _CLEAR and digits in re.sub(r"\D", "", other.text)
            for other in page.words
        )
    )


def _cut_off(word: Word, page: Page) -> bool:
    """Whether the word touches the edge of the picture, where its end may be missing."""
    left, _, right, _ = word.box
    return left <= 3 or right >= page.image.width - 4


def _digits(text: str) -> str:
    """What of a text must be the same: its digits and capitals, letters that look like digits counted as
    these.
    """
    return re.sub(r"[^0-9A-Z]", "", fold(text).translate(str.maketrans("OQDIL", "00011")))
