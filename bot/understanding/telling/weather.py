"""Warnings of the weather with their times: announced, raised, lowered."""

import re
from datetime import date, datetime, time

from bot.json_values import JsonObject
from bot.understanding.candidates.found import Span
from bot.understanding.telling import days
from bot.understanding.telling.board import Board, Mention, Told

_Edges = dict[str, str | None]
"""The times of a warning, by what happens at each."""

_FAR = 40
_COMING = re.compile(r"(?<![a-z])(?:turn|show|pick(?: it)?|line|end|going|go|come)\s$")  # "turn | up at"
_SUPPOSED = re.compile(
    r"(?<![a-z])(?:what )?if(?![a-z]).*(?:comes?|raised|hoisted|issued|starts?|goes up)|"
    r"(?:如果|万一|假如).*(?:出|落|挂|嚟|来|发)"
)
_EDGES = {"announced": "announced_at", "announced_at": "announced_at", "from": "from", "until": "until"}


def read_weather(board: Board, now: datetime) -> None:
    """The fact `weather`: each signal with the times whose words stand nearest."""
    signals = [t for t in board.told if t.path == "weather.signal"]
    if not signals:
        return
    edges = [t for t in board.told if t.path == "weather.edge" and t.value in _EDGES]
    edges = [t for t in edges if not _COMING.search(board.text[: t.start])]
    warnings: dict[str, _Edges] = {str(t.value): {} for t in signals}
    times = board.free("clock", "moment")
    times = [c for c in times if not _of_visit(board, c, edges)]
    pairs = sorted(
        (not board.together(c.place, (e.start, e.end)), _distance(board, c, e), number, place)
        for number, c in enumerate(times)
        for place, e in enumerate(edges)
    )
    given: set[int] = set()
    for _apart, gap, number, place in pairs:
        edge, clock = edges[place], times[number]
        name = _EDGES[str(edge.value)]
        signal = str(min(signals, key=lambda t: board.gap((t.start, t.end), (edge.start, edge.end))).value)
        if gap > _FAR or clock.role is not None or place in given or name in warnings[signal]:
            continue
        given.add(place)
        board.take(clock, "weather")
        warnings[signal][name] = _instant(board, clock, now)
    if not edges and (
        near := [c for c in times if any(board.gap(c.place, (t.start, t.end)) <= 9 for t in signals)]
    ):
        signal = str(signals[0].value)
        warnings[signal]["from"] = _instant(board, near[0], now)
        board.take(near[0], "weather")
    _announced(board, warnings, times, edges, now)
    facts = [_warning(signal, edge, board, now) for signal, edge in warnings.items()]
    board.say("weather", facts, (signals[0].start, signals[0].end))


def _distance(board: Board, clock: Mention, edge: Told) -> int:
    """How far a time is from the words of an edge; words around the time say less than those beside it."""
    around = edge.start < clock.end and clock.start < edge.end
    return board.gap(clock.place, (edge.start, edge.end)) + (6 if around else 0)


def _of_visit(board: Board, clock: Mention, edges: list[Told]) -> bool:
    """Whether a time is rather that of going to the counter."""
    going = board.nearest(clock, days.GOING)
    near = min((board.gap(clock.place, (e.start, e.end)) for e in edges), default=99)
    return going is not None and going < near


def _announced(
    board: Board,
    warnings: dict[str, _Edges],
    times: list[Mention],
    edges: list[Told],
    now: datetime,
) -> None:
    """A signal that is still to come: a single time is that of its raising, of two the later."""
    for edge in warnings.values():
        if "announced_at" not in edge or "from" in edge or "until" in edge:
            continue
        first = edge["announced_at"]
        later = [
            c
            for c in times
            if c.role is None and (i := _instant(board, c, now)) and (first is None or i > first)
        ]
        if later:
            edge["from"] = _instant(board, later[0], now)
            board.take(later[0], "weather")
        elif first is not None:
            edge["from"] = first
            day = datetime.fromisoformat(first).date()
            edge["announced_at"] = datetime.combine(day, time.min, now.tzinfo).isoformat()


def _warning(signal: str, edges: _Edges, board: Board, now: datetime) -> JsonObject:
    """A warning as the engine takes it; one whose beginning is not told was there from the day's first
    moment, one that is only announced begins when it was told to."""
    known = {name: value for name, value in edges.items() if value is not None}
    if (
        "from" not in known
        and not edges
        and _SUPPOSED.search(board.text)
        and _visit(board, now) == now.date()
    ):
        known["from"] = now.isoformat()  # "what if it comes?": it is not there yet
    if "from" not in known:
        day = _day_of(known.get("until"), board, now)
        known["from"] = datetime.combine(day, time.min, now.tzinfo).isoformat()
        if "announced_at" in known and "until" not in known:
            known["from"] = known["announced_at"]
    return {"signal": signal, **known}


def _day_of(until: str | None, board: Board, now: datetime) -> date:
    if until is not None:
        return datetime.fromisoformat(until).date()
    return _visit(board, now)


def _visit(board: Board, now: datetime) -> date:
    """The day on which the weather is spoken of: the last of those told, today after a single one before."""
    told = [m.value for m in board.mentions if m.kind in ("day", "moment", "span")]
    days = [
        value.last if isinstance(value, Span) else value.date() if isinstance(value, datetime) else value
        for value in told
        if isinstance(value, date | Span)
    ]
    return max(days) if len(set(days)) > 1 else max([*days, now.date()])


def _instant(board: Board, mention: Mention, now: datetime) -> str:
    if isinstance(mention.value, datetime):
        return mention.value.isoformat()
    assert isinstance(mention.value, time)
    near = [m for m in board.mentions if m.kind == "day" and board.gap(m.place, mention.place) <= 8]
    near += [m for m in reversed(board.mentions) if m.kind == "moment" and m.end <= mention.start]
    value = near[0].value if near else None
    if isinstance(value, datetime):
        value = value.date()
    day = value if isinstance(value, date) else _visit(board, now)
    return datetime.combine(day, mention.value, now.tzinfo).isoformat()
