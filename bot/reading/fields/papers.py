"""Two papers in one photo: told apart by a gap in which no word stands, when both sides could be a
receipt.
"""

from collections.abc import Sequence

import numpy as np

from bot.reading.fields import labels
from bot.reading.fields.amounts import amounts_in
from bot.reading.fields.dates import dates_in, mended
from bot.reading.ocr.lines import Piece

_MIN_PIECES = 5
_TILTS = (0.0, 0.05, -0.05, 0.1, -0.1, 0.16, -0.16, 0.22, -0.22)


def papers_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces of each paper; the one paper of most photos comes back alone. Reading order: left, then
    down.
    """
    halves = _split(pieces, 0) or _split(pieces, 1)
    if halves is None:
        return [list(pieces)]
    return [paper for half in halves for paper in papers_of(half)]


def _split(pieces: Sequence[Piece], axis: int) -> tuple[list[Piece], list[Piece]] | None:
    """Cut side by side (axis 0) or one above the other (axis 1) along the widest free band, at any small
    tilt.
    """
    if len(pieces) < 2 * _MIN_PIECES:
        return None
    quads = np.stack([piece.word.quad for piece in pieces])
    height = float(np.median([piece.height for piece in pieces]))
    needed = height * (0.8 if axis == 0 else 2.5)
    best: tuple[float, np.ndarray] | None = None
    for tilt in _TILTS:
        along = quads[:, :, axis] + tilt * quads[:, :, 1 - axis]
        low, high = along.min(axis=1), along.max(axis=1)
        order = np.argsort(low)
        reach = np.maximum.accumulate(high[order])
        gaps = low[order][1:] - reach[:-1]
        for index in np.argsort(-gaps)[:3]:
            if gaps[index] < needed or (best is not None and gaps[index] <= best[0]):
                continue
            first = np.zeros(len(pieces), bool)
            first[order[: index + 1]] = True
            if all(
                _whole([p for p, in_first in zip(pieces, first, strict=True) if in_first == side], axis)
                for side in (True, False)
            ):
                best = (float(gaps[index]), first)
    if best is None:
        return None
    first = best[1]
    return (
        [piece for piece, inside in zip(pieces, first, strict=True) if inside],
        [piece for piece, inside in zip(pieces, first, strict=True) if not inside],
    )


def _whole(pieces: Sequence[Piece], axis: int) -> bool:
    """Whether these pieces could be a paper of their own: a date, a sum and the word for it.

    One above the other it takes a number or a terminal too: the foot of a long receipt repeats day and sums.
    """
    if len(pieces) < _MIN_PIECES:
        return False
    dated = any(dates_in(mended(piece.plain)) for piece in pieces)
    summed = any(amount.sure for piece in pieces for amount in amounts_in(piece))
    called = any(
        (
            labels.TOTAL.search(piece.plain)
            or labels.AMOUNT.search(piece.plain)
            or labels.GRAND_TOTAL.search(piece.plain)
        )
        and not labels.NOT_TOTAL.search(piece.plain)
        for piece in pieces
    )
    numbered = axis == 0 or any(
        labels.NUMBER_RECEIPT.search(piece.plain)
        or labels.NUMBER_BARE.search(piece.plain)
        or labels.TERMINAL.search(piece.plain)
        for piece in pieces
    )
    return dated and summed and called and numbered
