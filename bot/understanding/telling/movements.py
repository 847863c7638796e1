"""Lists of points with their days: which days belong to which points, and the years that they leave out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.understanding.candidates.found import Span
from bot.understanding.telling.board import Board, Mention

DATED = ("day", "moment", "span")
_SENTENCE = re.compile(r"[.。;；!！?？\n](?!\d)")
_YEAR = re.compile(r"\d{4}|[零〇一二三四五六七八九]{4}年|[去今上]年|last year|this year")
BOUGHT = re.compile(
    r"(?<![a-z])(?:bought|buy|buying|shop|shopped|purchased?|spent|transaction|receipt of)(?![a-z])"
    r"|买|消费|购物"
)
_CREDITED = re.compile(r"(?<![a-z])(?:credited|posted|added|arrived|came)(?![a-z])|入账|存入|入咗|到账|入")
_FAR = 60
_SOON = timedelta(days=60)  # a purchase is credited within it


@dataclass(frozen=True, slots=True)
class Movement:
    """Points with the day on which they came or went, and the day of their purchase where it is another."""

    points: Mention
    on: date | None
    bought: date | None


def movements(board: Board, points: list[Mention], now: datetime) -> list[Movement]:
    """Points with their days; in a sentence days stand all before or all behind their points."""
    dates = board.free(*DATED)
    found = []
    last: date | None = None
    for mention, own in _grouped(board, points, dates):
        days = []
        for day in own:
            last = _dated(board, day, last, now)
            days.append((day, last))
            board.take(day, "credited")
        board.take(mention, "credit")
        found.append(_movement(board, mention, days))
    return found


def _grouped(
    board: Board, points: list[Mention], dates: list[Mention]
) -> list[tuple[Mention, list[Mention]]]:
    """Each of the points with the days of its part of the sentence."""
    groups: list[tuple[Mention, list[Mention]]] = []
    for here in _by_sentence(board, points):
        start, end = _sentence(board, here[0].start)
        days = [d for d in dates if start <= d.start < end]
        if not days:
            groups += [(mention, []) for mention in here]
            continue
        before = days[0].start < here[0].start
        edges = (
            [start, *(m.end for m in here[:-1]), end]
            if before
            else [start, *(m.start for m in here[1:]), end]
        )
        for place, mention in enumerate(here):
            own = [d for d in days if edges[place] <= d.start < edges[place + 1]]
            near = [d for d in own if board.gap(d.place, mention.place) <= _FAR]
            groups.append((mention, near))
    return groups


def _by_sentence(board: Board, points: list[Mention]) -> list[list[Mention]]:
    sentences: dict[tuple[int, int], list[Mention]] = {}
    for mention in points:
        sentences.setdefault(_sentence(board, mention.start), []).append(mention)
    return list(sentences.values())


def _sentence(board: Board, at: int) -> tuple[int, int]:
    ends = [m.end() for m in _SENTENCE.finditer(board.text)]
    start = max((end for end in ends if end <= at), default=0)
    return start, min((end for end in ends if end > at), default=len(board.text))


def _dated(board: Board, mention: Mention, last: date | None, now: datetime) -> date:
    """The day of a mention; one without a year follows the day before it in the list, or is past."""
    value = mention.value
    if isinstance(value, Span):
        value = value.last
    if isinstance(value, datetime):
        value = value.date()
    assert isinstance(value, date)
    if mention.kind != "day" or not re.search(r"\d\s?月|[a-z]{3}|/", board.text[mention.start : mention.end]):
        return value
    if _YEAR.search(board.text[mention.start : mention.end]):
        return value
    if last is None:
        return value if value <= now.date() else _in_year(value, value.year - 1)
    same, following = _in_year(value, last.year), _in_year(value, last.year + 1)
    if same < last and last - same > _SOON and following <= now.date():
        return following
    return same


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _movement(board: Board, mention: Mention, days: list[tuple[Mention, date]]) -> Movement:
    if not days:
        return Movement(mention, None, None)
    if len(days) == 1:
        return Movement(mention, days[0][1], None)
    ranked = sorted(days, key=lambda d: _leaning(board, d[0]))
    return Movement(mention, ranked[-1][1], ranked[0][1])


def _leaning(board: Board, day: Mention) -> tuple[int, date]:
    """How much nearer a day stands to words for buying than to those for points that came."""
    bought, credited = board.nearest(day, BOUGHT), board.nearest(day, _CREDITED)
    value = day.value.last if isinstance(day.value, Span) else day.value
    when = value.date() if isinstance(value, datetime) else value
    assert isinstance(when, date)
    return (99 if bought is None else bought) - (99 if credited is None else credited), when
