"""Words into rows, by geometry alone: the order in which boxes come means nothing, and paper is never
straight.

The slope of the print changes over a page seen at an angle, so it is fitted as a plane over the picture;
two words stand in one row when the slope leads from the one to the other within half a letter's height.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bot.reading.folding import fold
from bot.reading.ocr.recognition import Word

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Piece:
    """A word with its place, ready for the extractors."""

    text: str
    score: float
    left: float
    right: float
    x: float  # centre
    y: float
    height: float
    word: Word

    @cached_property
    def plain(self) -> str:
        """The text folded for comparing with labels."""
        return fold(self.text)

    @property
    def box(self) -> Box:
        """Left, top, right, bottom in pixels of the upright picture."""
        return self.word.box


@dataclass(frozen=True)
class Row:
    """The pieces that stand on one line of the paper, left to right."""

    pieces: tuple[Piece, ...]
    index: int = field(default=0)

    @cached_property
    def text(self) -> str:
        """The row as printed, a blank between pieces."""
        return " ".join(piece.text for piece in self.pieces)

    @cached_property
    def plain(self) -> str:
        """The row folded."""
        return " ".join(piece.plain for piece in self.pieces)

    @cached_property
    def score(self) -> float:
        """The recogniser's score of the piece read worst; asterisks and rules are no reading."""
        told = [piece.score for piece in self.pieces if any(char.isalnum() for char in piece.text)]
        return min(told or [piece.score for piece in self.pieces])

    @property
    def height(self) -> float:
        """The height of the tallest piece, pixels."""
        return max(piece.height for piece in self.pieces)

    @property
    def y(self) -> float:
        """The middle of the row, pixels from the top."""
        return sum(piece.y for piece in self.pieces) / len(self.pieces)

    @property
    def left(self) -> float:
        """Where the row begins."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where the row ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def box(self) -> Box:
        """Left, top, right, bottom of the whole row."""
        boxes = [piece.box for piece in self.pieces]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def pieces_of(words: Sequence[Word]) -> list[Piece]:
    """Words with their measures."""
    pieces = []
    for word in words:
        quad = word.quad
        pieces.append(
            Piece(
                text=word.text,
                score=word.score,
                left=float((quad[0][0] + quad[3][0]) / 2),
                right=float((quad[1][0] + quad[2][0]) / 2),
                x=float(quad[:, 0].mean()),
                y=float(quad[:, 1].mean()),
                height=float((np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2),
                word=word,
            )
        )
    return pieces


class _Slope:
    """The slope of the print at a place: a plane fitted to the long words."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._plane = np.zeros(3)
        long = [piece for piece in pieces if piece.right - piece.left > 2.5 * piece.height]
        if not long:
            return
        quads = np.stack([piece.word.quad for piece in long])
        ends = (quads[:, 1] + quads[:, 2] - quads[:, 0] - quads[:, 3]) / 2
        slope = ends[:, 1] / np.maximum(1, ends[:, 0])
        weight = np.minimum(ends[:, 0], 600)
        order = np.argsort(slope)
        middle = float(slope[order][np.searchsorted(np.cumsum(weight[order]), weight.sum() / 2)])
        self._plane[0] = middle
        near = np.abs(slope - middle) < 0.08
        if near.sum() < 6:
            return
        x = np.array([piece.x for piece in long])[near]
        y = np.array([piece.y for piece in long])[near]
        self._mean = (float(x.mean()), float(y.mean()))
        spread = max(1.0, float(max(x.std(), y.std())))
        design = np.stack([np.ones_like(x), (x - x.mean()) / spread, (y - y.mean()) / spread], axis=1)
        w = np.sqrt(weight[near])
        # A little ridge on the two gradients: few words must not bend the page.
        ridge = np.diag([0.0, 3.0, 3.0]) * float(weight[near].mean())
        normal = (design * w[:, None]).T @ (design * w[:, None]) + ridge
        plane = np.linalg.solve(normal, (design * w[:, None]).T @ (slope[near] * w))
        self._plane = np.array([plane[0], plane[1] / spread, plane[2] / spread])
        self._align(pieces)

    def _align(self, pieces: Sequence[Piece]) -> None:
        """Shift the plane until most sums stand beside their labels: descenders and short words mislead
        the fit.
        """
        x = np.array([piece.x for piece in pieces])
        y = np.array([piece.y for piece in pieces])
        high = float(np.median([piece.height for piece in pieces]))
        ends = np.array([(piece.left, piece.right) for piece in pieces])
        left, right = np.nonzero(ends[:, 1][:, None] + 1.5 * high < ends[:, 0][None, :])
        if len(left) < 3:
            return
        apart, rise = x[right] - x[left], y[right] - y[left]
        middle_x, middle_y = (x[left] + x[right]) / 2, (y[left] + y[right]) / 2
        rise = rise - apart * (
            self._plane[0]
            + self._plane[1] * (middle_x - self._mean[0])
            + self._plane[2] * (middle_y - self._mean[1])
        )
        across = (middle_y - self._mean[1]) / max(1.0, float(y.std()))
        tried = [
            (
                float(np.exp(-(((rise - apart * (turn + bend * across)) / (0.22 * high)) ** 2)).sum()),
                turn,
                bend,
            )
            for turn in np.linspace(-0.03, 0.03, 25)
            for bend in (0.0, -0.006, 0.006, -0.012, 0.012)
        ]
        still = tried[12 * 5][0]
        best = max(tried, key=lambda trial: (trial[0], -abs(trial[1])))
        if best[0] > 1.08 * still + 0.3:
            self._plane[0] += best[1]
            self._plane[2] += best[2] / max(1.0, float(y.std()))

    _mean: tuple[float, float] = (0.0, 0.0)

    def at(self, x: float, y: float) -> float:
        return float(
            self._plane[0] + self._plane[1] * (x - self._mean[0]) + self._plane[2] * (y - self._mean[1])
        )


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """The rows of one paper, top to bottom."""
    if not pieces:
        return []
    slope = _Slope(pieces)
    # Every piece's height on the page once the slope is taken out, measured at the middle of the paper.
    middle = sum(piece.x for piece in pieces) / len(pieces)
    level = {
        id(piece): piece.y - slope.at((piece.x + middle) / 2, piece.y) * (piece.x - middle)
        for piece in pieces
    }
    follows: dict[int, Piece] = {}
    taken: dict[int, tuple[float, Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: -piece.x):
        best: tuple[float, Piece] | None = None
        for other in pieces:
            if (
                other is piece
                or other.x <= piece.x
                or other.left < piece.right - 0.6 * min(piece.height, other.height)
            ):
                continue
            rise = (
                other.y
                - piece.y
                - slope.at((piece.x + other.x) / 2, (piece.y + other.y) / 2) * (other.x - piece.x)
            )
            if abs(rise) > 0.5 * min(
                max(piece.height, other.height) * 0.8, 1.4 * min(piece.height, other.height)
            ):
                continue
            distance = other.left - piece.right + 4 * abs(rise)
            if best is None or distance < best[0]:
                best = (distance, other)
        if best is None:
            continue
        distance, other = best
        if id(other) in taken:
            if taken[id(other)][0] <= distance:
                continue
            follows.pop(id(taken[id(other)][1]))
        follows[id(piece)] = other
        taken[id(other)] = (distance, piece)
    rows = []
    for piece in pieces:
        if id(piece) in taken:
            continue
        chain = [piece]
        while id(chain[-1]) in follows:
            chain.append(follows[id(chain[-1])])
        rows.append(chain)
    rows.sort(key=lambda chain: _level(chain, level))
    rows = _rejoined(rows, level)
    return [Row(tuple(chain), index) for index, chain in enumerate(rows)]


def _level(chain: Sequence[Piece], level: dict[int, float]) -> float:
    return sum(level[id(piece)] for piece in chain) / len(chain)


def _rejoined(rows: list[list[Piece]], level: dict[int, float]) -> list[list[Piece]]:
    """Rows whose halves came out at two heights, on paper that is bent: each half is put beside its
    nearest.
    """
    joined: list[list[Piece]] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        if index + 1 < len(rows):
            after = rows[index + 1]
            height = min(row[-1].height, after[0].height)
            drop = _level(after, level) - _level(row, level)
            next_drop = (
                _level(rows[index + 2], level) - _level(after, level) if index + 2 < len(rows) else drop * 2
            )
            if drop < 0.8 * height and drop < 1.1 * next_drop:
                if after[0].left > row[-1].right:
                    row, index = [*row, *after], index + 1
                elif row[0].left > after[-1].right:
                    row, index = [*after, *row], index + 1
        joined.append(row)
        index += 1
    return joined
