"""Text laid out as on paper, turned into the words that recognition would give."""

import re
from unicodedata import east_asian_width

import numpy as np

from bot.reading.ocr.lines import Row, pieces_of, rows_of
from bot.reading.ocr.recognition import Word
from bot.reading.picture.looks import Looks

PAPER = Looks(
    on_screen=False,
    grey=False,
    ink_colour=0.0,
    sheet_sides=0,
    frame_sides=0,
    pen_words=0,
    fold=0.0,
    specks=0.0,
)
SCREEN = Looks(
    on_screen=True,
    grey=False,
    ink_colour=0.0,
    sheet_sides=0,
    frame_sides=0,
    pen_words=0,
    fold=0.0,
    specks=0.0,
)


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def words(text: str, tilt: float = 0.0, score: float = 0.99) -> list[Word]:
    """The pieces of a text in a fixed-width layout; `tilt` is the slope of the paper."""
    found = []
    for number, line in enumerate(text.strip("\n").split("\n")):
        large = line.startswith("#")
        line = line[1:] if large else line
        for match in re.finditer(r"\S+(?: \S+)*", line):
            left, wide, high = (
                _wide(line[: match.start()]) * 12,
                _wide(match.group()) * 12,
                40 if large else 24,
            )
            top = 100 + number * 36
            corners = np.array(
                [[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], np.float32
            )
            turn = np.array([[1, -tilt], [tilt, 1]], np.float32)
            found.append(Word(match.group(), score, corners @ turn.T))
    return found


def rows(text: str, tilt: float = 0.0) -> list[Row]:
    """The rows of a text."""
    return rows_of(pieces_of(words(text, tilt)))
