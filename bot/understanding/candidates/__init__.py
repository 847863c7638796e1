"""Every number, sum of money, day, span, time and count in a message, as candidates for its facts.

What is a date, a time or a code is taken first and whole; the numerals that are left get their kind from the
words beside them, so the digits of a date are never money. Digits that find no place are `loose`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.clock import HONG_KONG
from bot.text import Folded
from bot.understanding.candidates import clock, codes, counts, days, hours, joining, money, numerals, spans
from bot.understanding.candidates.found import (
    Candidate,
    Found,
    Kind,
    Place,
    Range,
    Span,
    Value,
    longest,
)
from bot.understanding.candidates.numerals import Numeral
from bot.understanding.scope import Scopes

__all__ = ["Candidate", "Found", "Kind", "Place", "Range", "Span", "Value", "find_candidates"]

_DIGITS = re.compile(r"\d+")
_ABOUT = re.compile(
    r"(?<![a-z])(?:about|around|approx(?:imately)?\.?|roughly|almost|nearly|over|more than|at least"
    r"|less than|under|below|up to|at most|max(?:imum)?"
    r"|some)\s(?:hk)?\$?$"
    r"|(?:大约|大概|约|差不多|几乎|成|超过|多过|至少|起码|最多|[唔不未][够到满]|不足)$"
)
_SHORTEST_RANGE = 20  # smaller bare numbers with a hyphen name something
_OR_SO = re.compile(
    r"[多几]|左右|上下|以[上下]|\s?(?:odd|ish|or so|or more|or less|or above|plus|\+)(?![a-z\d])"
)
# Kinds that a correction may put in each other's place: "yesterday, no, last Monday at 3".
_ALIKE: dict[Kind, str] = {"day": "when", "span": "when", "moment": "when", "number": "money"}


def find_candidates(text: Folded, now: datetime, scopes: Scopes | None = None) -> Found:
    """The candidates of a message in order of place, with what is denied and taken back marked.

    Days are counted from `now`, a time with an offset; moments are of Hong Kong.
    """
    scopes = scopes or Scopes(text)
    today = now.astimezone(HONG_KONG).date()
    claims = longest(
        [
            *days.find(text.text, today, scopes),
            *spans.find(text.text, today),
            *clock.find(text.text, now),
            *codes.find(text.text, today),
            *hours.find(text.text),
        ]
    )
    claims = joining.moments(text.text, joining.days(text.text, claims))
    taken = [(claim.start, claim.end) for claim in claims]
    found = [Candidate(c.kind, c.value, c.start, c.end) for c in claims if c.value is not None]
    found += _quantities(text.text, taken)
    found.sort(key=lambda candidate: candidate.start)
    covered = [*taken, *((candidate.start, candidate.end) for candidate in found)]
    loose = [m.span() for m in _DIGITS.finditer(text.text) if not _overlaps(m.span(), covered)]
    placed = [
        replace(c, start=place[0], end=place[1], about=c.about or _is_about(text.text, c.start, c.end))
        for c in found
        for place in (text.span(c.start, c.end),)
    ]
    return Found(
        tuple(_scoped(placed, scopes)),
        tuple(text.span(claim.start, claim.end) for claim in claims if claim.value is None),
        tuple(text.span(*place) for place in loose),
    )


def _overlaps(place: Place, others: Sequence[Place]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in others)


def _is_about(text: str, start: int, end: int) -> bool:
    before = _ABOUT.search(text, max(0, start - 16), start)
    return before is not None or _OR_SO.match(text, end) is not None


def _quantities(text: str, taken: list[Place]) -> Iterator[Candidate]:
    """Money, points, counts and bare numbers from the numerals outside of the places taken."""
    for ordinal in counts.ordinal_words(text):
        if not _overlaps((ordinal.start, ordinal.end), taken):
            taken.append((ordinal.start, ordinal.end))
            yield Candidate("ordinal", ordinal.value, ordinal.start, ordinal.end, unit=ordinal.unit)
    free = [n for n in numerals.find(text) if not _overlaps((n.start, n.end), taken)]
    skipped: Numeral | None = None
    for index, numeral in enumerate(free):
        if numeral is skipped:
            continue
        following = free[index + 1] if index + 1 < len(free) else None
        if following and money.bounds(text, numeral, following):
            skipped = following
            if candidate := _between(text, numeral, following):
                yield candidate
        elif candidate := _quantity(text, numeral):
            if candidate.end > numeral.end and following and following.end <= candidate.end:
                skipped = following  # the count behind: $100 x 3
            yield candidate


def _between(text: str, low: Numeral, high: Numeral) -> Candidate | None:
    """The range between two numerals, of the kind of the second, or of the first where it alone tells one."""
    first, second = _quantity(text, low), _quantity(text, high)
    if second is None:
        return first
    kind, unit = second.kind, second.unit
    if kind == "number" and high.value < _SHORTEST_RANGE and "-" in text[low.end : high.start]:
        return Candidate("code", text[low.start : high.end], low.start, high.end)  # a name: 7-11
    currency = second.currency or (first.currency if first else None)
    if first and first.kind == "money" and kind == "number":
        kind = "money"
    lowest = first.value if first and isinstance(first.value, Decimal) else low.value
    highest = second.value if isinstance(second.value, Decimal) else high.value
    start = first.start if first else low.start
    return Candidate(kind, Range(lowest, highest), start, second.end, currency=currency, unit=unit)


def _quantity(text: str, numeral: Numeral) -> Candidate | None:
    if amount := money.read(text, numeral):
        each, start, end = money.each(text, amount.start, amount.end)
        value = Range(numeral.low, numeral.value) if numeral.low else amount.value
        return Candidate("money", value, start, end, amount.currency, each, None, amount.about)
    if counted := counts.read(text, numeral):
        return Candidate(counted.kind, counted.value, counted.start, counted.end, unit=counted.unit)
    if not _stands_alone(text, numeral):
        return None
    each, start, end = money.each(text, numeral.start, numeral.end)
    if each:
        return Candidate("money", numeral.value, start, end, each=each)
    return Candidate("number", numeral.value, numeral.start, numeral.end)


_PART_OF_WORD = re.compile(r"[a-z]")


def _stands_alone(text: str, numeral: Numeral) -> bool:
    """Whether a numeral without words beside it is a number, and no part of a word (七仔, 一定, the one)."""
    if numeral.text[0].isdigit():
        before, after = text[numeral.start - 1 : numeral.start], text[numeral.end : numeral.end + 1]
        return not _PART_OF_WORD.match(before) and not _PART_OF_WORD.match(after)
    if numeral.text.isascii():
        return numeral.text not in ("one", "zero", "k")
    alone = text.strip(" ,.。!?") == numeral.text
    written = set(numeral.text)
    counted = written & set("十百千万廿卅") and written - set("百千万")
    return alone or (len(numeral.text) > 1 and bool(counted)) or len(numeral.text) > 2


def _scoped(found: list[Candidate], scopes: Scopes) -> Iterator[Candidate]:
    """The candidates with those marked that the words deny or take back for another of their kind."""
    back: set[int] = set()
    for alike in {_ALIKE.get(candidate.kind, candidate.kind) for candidate in found}:
        same = [i for i, c in enumerate(found) if _ALIKE.get(c.kind, c.kind) == alike]
        if len(same) > 1:
            places = [(found[i].start, found[i].end) for i in same]
            back.update(same[number] for number in scopes.taken_back(places))
    for index, candidate in enumerate(found):
        denied = scopes.negated(candidate.start, candidate.end)
        yield replace(candidate, negated=denied, retracted=index in back)
