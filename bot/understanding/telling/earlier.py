"""Receipts told before the one asked about: "the first, $180, is credited; now the second, $310"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.telling.board import Board, Mention, Place

_NTH = re.compile(
    r"(?<![a-z])(?P<word>first|second|third|fourth|1st|2nd|3rd|4th|last)"
    r"(?:\s(?P<count>two|three|2|3))?"
    r"(?:\s(?:receipts?|bills?|sets?|invoices?|slips?|purchases?|ones?|visits?|was|is|for|at)(?![a-z])|\s?\$)"
    r"|第(?P<han>[一二三四1234两])(?:张|套|单|次|转|笔|份)(?!咭|卡|期)"
    r"|(?P<head>头|前)(?P<of>[两二三])(?:张|套|次|笔)"
)
_NOW = re.compile(r"(?<![a-z])(?:and )?now(?![a-z])|而家|依家|现在|今次|这次|呢张|这张|刚刚又|啱啱又")
_CREDITED = re.compile(
    r"(?<![a-z])(?:(?:been|were|was|already|got|both|are|is)\s(?:been\s)?(?:credited|registered|uploaded|"
    r"accepted|counted|approved|posted|claimed|in)|(?:credited|registered|uploaded|submitted|handed in)"
    r"\s(?:already|earlier|before|this morning))(?![a-z])"
    r"|已经?(?:入|登记|积|上载|上传|计|拿|到账|交|提交)|(?:登记|上载|上传|入|积|计)(?:咗|了|过)(?:\s?\d+)?\s?(?:个?积?分)?"
)
_SENTENCE = re.compile(r"[!?。;\n]|\.(?!\d)")
_NUMBERS = {
    "first": 1, "1st": 1, "一": 1, "1": 1, "second": 2, "2nd": 2, "二": 2, "两": 2, "2": 2, "two": 2,
    "third": 3, "3rd": 3, "三": 3, "3": 3, "three": 3, "fourth": 4, "4th": 4, "四": 4, "4": 4, "last": 9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Earlier:
    """A receipt told before: its shop where one is named beside it, and the points it brought."""

    merchant: str | None
    points: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the text about the so-manieth receipt, or none by number."""

    start: int
    end: int
    nth: int | None


def read_earlier(board: Board) -> tuple[Earlier, ...]:
    """The receipts told before the last one, whose sums and points are taken off the table.

    Nothing is taken where no sum would be left for the receipt that is asked about. Points that nobody
    told are 0.
    """
    parts = list(_parts(board.text))
    last = max((part.nth for part in parts if part.nth), default=0)
    numbered = last > 1
    before = [
        part
        for part in parts
        if (part.nth is not None and part.nth < last)
        or (part.nth is None and _CREDITED.search(board.text, part.start, part.end))
    ]
    sums = [m for m in board.free("money", "number") if isinstance(m.value, Decimal)]
    told = [[m for m in sums if _in(m, part) and (m.kind == "money" or numbered)] for part in before]
    rest = [m for m in sums if m.kind == "money" and not any(_in(m, part) for part in before)]
    if not rest or not any(told):
        return ()
    found = [
        earlier for part, within in zip(before, told, strict=True)
        for earlier in _of_part(board, part, within)
    ]  # fmt: skip
    return tuple(found)


def _of_part(board: Board, part: _Part, sums: list[Mention]) -> Iterator[Earlier]:
    merchant = next(
        (
            str(e.value)
            for e in board.entities
            if e.entity == "merchant" and part.start <= board.place_of(e)[0] < part.end
        ),
        None,
    )
    points = [m for m in board.free("points") if _in(m, part) and isinstance(m.value, Decimal)]
    for mention in (*sums, *points):
        mention.role = "history"
    together = sum(int(m.value) for m in points if isinstance(m.value, Decimal))
    for number, mention in enumerate(sums):
        yield Earlier(merchant, together if number == 0 else 0, mention.place)


def _parts(text: str) -> Iterator[_Part]:
    """The text cut at its sentences and before each number of a receipt."""
    cuts: dict[int, int | None] = {0: None}
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    cuts |= dict.fromkeys(ends)
    cuts |= {match.start(): None for match in _NOW.finditer(text)}
    cuts |= {match.start(): _number(match) for match in _NTH.finditer(text)}
    places = sorted(cuts)
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        if start < end:
            yield _Part(start, end, cuts[start])


def _number(match: re.Match[str]) -> int | None:
    if match["head"]:
        return _NUMBERS[match["of"]]
    number = _NUMBERS[match["word"] or match["han"]]
    return number + _NUMBERS[match["count"]] - 1 if match["count"] else number


def _in(mention: Mention, part: _Part) -> bool:
    return part.start <= mention.start < part.end
