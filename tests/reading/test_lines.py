"""Rows come from geometry, however the paper lies."""

import random

import pytest

from bot.reading.fields.papers import papers_of
from bot.reading.ocr.lines import pieces_of, rows_of
from tests.reading.layout import words

TEXT = """#     GOLDEN LEAF
  Shop 5, Harbour Mall, Canton Road
Receipt No. 88-12345      20/11/2026
Ring                        1,200.00
Chain                         800.00
TOTAL                       2,000.00
VISA ****1234               2,000.00"""


@pytest.mark.parametrize("tilt", [-0.2, -0.06, 0.0, 0.03, 0.11, 0.2])
def test_rows_of_tilted_paper(tilt: float) -> None:
    found = words(TEXT, tilt)
    random.Random(1).shuffle(found)
    rows = rows_of(pieces_of(found))
    assert [" ".join(row.text.split()) for row in rows] == [
        " ".join(line.strip("#").split()) for line in TEXT.split("\n")
    ]


def test_two_papers_side_by_side_are_parted() -> None:
    left = TEXT.split("\n")
    right = TEXT.replace("GOLDEN LEAF", "BLUE HARBOUR").split("\n")
    both = "\n".join(f"{a.strip('#'):<44}{b.strip('#')}" for a, b in zip(left, right, strict=True))
    papers = papers_of(pieces_of(words(both)))
    assert len(papers) == 2
    heads = {min(paper, key=lambda piece: piece.y).text for paper in papers}
    assert heads == {"GOLDEN LEAF", "BLUE HARBOUR"}


def test_one_paper_stays_whole() -> None:
    assert len(papers_of(pieces_of(words(TEXT)))) == 1
