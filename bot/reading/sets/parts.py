"""Several photos of one long receipt: found by the rows that they share, and put together in their order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TypeVar

from bot.reading.reading import Line, Reading
from bot.text import fold, likeness

_SAME_ROW = 0.84  # the same print in two photos differs by a letter or two
_ROWS = 2  # that a foot repeats of its head: one alone may be on any receipt
_LONGEST_OVERLAP = 30
_CUT = 2  # rows that the edge of a photo may have cut
_GUESSED = 0.75  # how sure a total may be where nothing but the lack of one joins the parts
_T = TypeVar("_T")


def joined(one: Reading, other: Reading) -> Reading | None:
    """The receipt that two photos show: halves of a long one, or the same one twice. None where they are of
    two purchases."""
    if overlap := _overlap(one, other):
        return _stitched(one, other, overlap)
    if overlap := _overlap(other, one):
        return _stitched(other, one, overlap)
    if one.number and other.number:
        return _merged(one, other) if _bare(one.number) == _bare(other.number) else None
    if one.issued_on and other.issued_on and one.issued_on != other.issued_on:
        return None
    if one.total is not None and other.total is not None:
        return _merged(one, other) if one.total == other.total else None
    if one.total is None and other.total is None:
        return None
    # The head has the name, number and day; the foot has the total and the payment.
    made = _merged(one, other)
    if one.issued_on is not None and one.issued_on == other.issued_on:
        return made
    sure = min(_GUESSED, made.confidence.get("total", _GUESSED))
    return replace(made, confidence={**made.confidence, "total": sure})


def _overlap(head: Reading, foot: Reading) -> tuple[int, int] | None:
    """Up to which row the head counts and from which row the foot, where the rows before those two places
    are the same; None where too few are. The edge of a photo may cut a row in two: such rows are dropped."""
    above, below = _rows(head), _rows(foot)
    for cut_above, cut_below in product(range(_CUT + 1), repeat=2):
        end = len(above) - cut_above
        for count in range(min(_LONGEST_OVERLAP, end, len(below) - cut_below), _ROWS - 1, -1):
            pairs = zip(above[end - count : end], below[cut_below : cut_below + count], strict=True)
            if all(likeness(a, b) >= _SAME_ROW for a, b in pairs):
                whole = count == len(above) or count == len(below)
                return None if whole else (end, cut_below + count)
    return None


def _lines(reading: Reading) -> list[Line]:
    """The lines that hold a letter or a digit."""
    return [line for line in reading.lines if fold(line.text)]


def _rows(reading: Reading) -> list[str]:
    return [fold(line.text) for line in _lines(reading)]


def _stitched(head: Reading, foot: Reading, overlap: tuple[int, int]) -> Reading:
    """Both as one paper. What a head without an end took for its total was none."""
    end, begin = overlap
    if foot.total is not None:
        head = replace(head, total=None)
    lines = (*_lines(head)[:end], *_lines(foot)[begin:])
    return replace(_merged(head, foot), lines=lines)


def _merged(one: Reading, other: Reading) -> Reading:
    """The facts of both photos; where both have a field, the surer one."""
    sure = dict(one.confidence)
    evidence = dict(one.evidence)

    def better(name: str, mine: _T | None, theirs: _T | None) -> _T | None:
        surer = other.confidence.get(name, 0) > one.confidence.get(name, 0)
        if theirs is None or not (mine is None or surer):
            return mine
        sure[name] = other.confidence.get(name, 0.5)
        if name in other.evidence:
            evidence[name] = other.evidence[name]
        return theirs

    return replace(
        one,
        merchant=better("merchant", one.merchant, other.merchant),
        address=better("address", one.address, other.address),
        number=better("number", one.number, other.number),
        issued_on=better("issued_on", one.issued_on, other.issued_on),
        issued_time=better("issued_time", one.issued_time, other.issued_time),
        total=better("total", one.total, other.total),
        currency=better("currency", one.currency, other.currency),
        payment=better("payment", one.payment, other.payment),
        tips=better("tips", one.tips, other.tips),
        card_digits=better("card_digits", one.card_digits, other.card_digits),
        deductions=one.deductions or other.deductions,
        form=one.form if one.form != "original" else other.form,
        confidence=sure,
        evidence=evidence,
        unreadable=_unreadable(one.unreadable, other),
        lines=(*one.lines, *other.lines),
    )


def _unreadable(names: Sequence[str], other: Reading) -> tuple[str, ...]:
    """Which of the fields that one photo does not show the other does not show either."""
    return tuple(name for name in names if name in other.unreadable or getattr(other, name, None) is None)


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", number.upper())
