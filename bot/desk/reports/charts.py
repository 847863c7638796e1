"""Where the marks of a chart go: plain geometry, drawn by templates/charts.html as SVG.

Lengths are in the units of a picture's viewBox. Words, colours and numbers in words are the template's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, log10

# Around the plot: room for the numbers at its left, and the days below.
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 26

_ROUND = 3.5  # of a column's top
_GAP = 1.5  # between the parts of a column
_WIDEST = 44
_LABEL = 58  # what a day's label needs

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = [
    *(1, 2, 5, 10, 15, 30),
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * _HOUR for hours in (1, 2, 4, 8, 12)),
    *(days * _DAY for days in (1, 2, 5, 10, 20, 50)),
]
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the plot: its height on the picture and the value there."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a column: which series it belongs to, and its outline."""

    series: int
    path: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands over one place of the axis: from `x`, `width` wide, its middle at `middle`.

    `labelled` tells whether its label has room.
    """

    x: float
    width: float
    middle: float
    labelled: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart with a place for each value of its axis."""

    width: int
    height: int
    slots: tuple[Slot, ...]
    ticks: tuple[Tick, ...]
    line: str = ""
    dots: tuple[tuple[float, float] | None, ...] = ()

    @property
    def floor(self) -> float:
        """The height of nothing."""
        return self.height - BOTTOM

    @property
    def right(self) -> float:
        """Where the plot ends."""
        return self.width - RIGHT


def stacked(series: Sequence[Sequence[float]], *, width: int, height: int) -> Plot:
    """Columns of one part per series, on each other from the first. All series are as long as the axis."""
    totals = [sum(values) for values in zip(*series, strict=True)]
    step = _whole_step(max(totals, default=0))
    return _plot(series, max(totals, default=0), step, width, height)


def ranges(
    low: Sequence[timedelta | None], high: Sequence[timedelta | None], *, width: int, height: int
) -> Plot:
    """Columns up to the `high` times, and a line with dots through the `low` ones."""
    lows, highs = (
        [moment.total_seconds() if moment is not None else 0.0 for moment in moments]
        for moments in (low, high)
    )
    most = max([*lows, *highs], default=0)
    step = next((step for step in _STEPS if most <= step * _TICKS), _STEPS[-1])
    plot = _plot([highs], most, step, width, height)
    scale = _scale(plot.height, plot.ticks)
    dots = tuple(
        None if moment is None else (slot.middle, scale(value))
        for slot, moment, value in zip(plot.slots, low, lows, strict=True)
    )
    return Plot(width, height, plot.slots, plot.ticks, _line(dots), dots)


# --- inside


def _plot(series: Sequence[Sequence[float]], most: float, step: float, width: int, height: int) -> Plot:
    count = len(series[0])
    room = width - LEFT - RIGHT
    pitch = room / max(count, 1)
    every = max(1, ceil(_LABEL / pitch))
    wide = min(_WIDEST, pitch * 0.62)
    tops = max(1, ceil(most / step))
    ticks = tuple(
        Tick(round(height - BOTTOM - (height - BOTTOM - TOP) * number / tops, 2), number * step)
        for number in range(tops + 1)
    )
    scale = _scale(height, ticks)
    slots = []
    for place in range(count):
        x = LEFT + pitch * place
        middle = x + pitch / 2
        marks, below = [], 0.0
        parts = [(number, values[place]) for number, values in enumerate(series) if values[place] > 0]
        for number, value in parts:
            last = number == parts[-1][0]
            bottom = scale(below) - (_GAP if below else 0)
            top = min(scale(below + value), bottom - 1)  # what is there is seen
            marks.append(Mark(number, _column(middle - wide / 2, top, wide, bottom, round_top=last)))
            below += value
        slots.append(Slot(round(x, 2), round(pitch, 2), round(middle, 2), place % every == 0, tuple(marks)))
    return Plot(width, height, tuple(slots), ticks)


def _scale(height: int, ticks: Sequence[Tick]) -> Callable[[float], float]:
    """From a value to its height on the picture."""
    floor = height - BOTTOM
    per_unit = (floor - TOP) / (ticks[-1].value or 1)
    return lambda value: round(floor - value * per_unit, 2)


def _column(x: float, top: float, width: float, bottom: float, *, round_top: bool) -> str:
    radius = min(_ROUND, width / 2, bottom - top) if round_top else 0
    left, right = round(x, 2), round(x + width, 2)
    if not radius:
        return f"M{left} {bottom:.2f}V{top:.2f}H{right}V{bottom:.2f}Z"
    return (
        f"M{left} {bottom:.2f}V{top + radius:.2f}Q{left} {top:.2f} {left + radius:.2f} {top:.2f}"
        f"H{right - radius:.2f}Q{right} {top:.2f} {right} {top + radius:.2f}V{bottom:.2f}Z"
    )


def _line(dots: Sequence[tuple[float, float] | None]) -> str:
    """A line through the dots; it breaks where there is none."""
    drawn, pen = [], "M"
    for dot in dots:
        if dot is None:
            pen = "M"
            continue
        drawn.append(f"{pen}{dot[0]} {dot[1]}")
        pen = "L"
    return "".join(drawn)


def _whole_step(most: float) -> int:
    """A round step so that a few of them reach the most: 1, 2, 5, 10, 20, 50, …"""
    if most <= _TICKS:
        return 1
    size: int = 10 ** int(log10(most / _TICKS))
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor * _TICKS >= most)
