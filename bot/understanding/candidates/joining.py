"""Claims that mean one thing together: days of a span, a weekday and its date, a day and its time."""

import re
from datetime import date, datetime, time

from bot.clock import HONG_KONG
from bot.understanding.candidates.calendar_words import HAN_DAY, TO, WEEKDAY, existing, number
from bot.understanding.candidates.found import Claim, Span

_BETWEEN_DAYS = re.compile(TO)
_BESIDE = re.compile(r"[\s,(]*(?:the\s)?")
_WEEKDAY_ALONE = re.compile(rf"{WEEKDAY}|(?:星期|礼拜|周)[一二三四五六日天]")
_UNTIL_DAY = re.compile(rf"\s?(?:-|–|~|至|到)\s?(?P<day>{HAN_DAY})[日号]")
_JOINT = re.compile(r"[\s,]*(?:at|around|about|by|before|after|from|t|@|大约|大概|大约|嘅|的|喺|在)?\s?")
_JOINT_BACK = re.compile(r"[\s,]*(?:on|嘅|的)?\s?")
_LATE = re.compile(r"(?:晚|夜|下昼|下午|night|nite|evening|afternoon)$")


def days(text: str, claims: list[Claim]) -> list[Claim]:
    """The claims with a day, "to" and a day as one span, and a weekday with its date as one day."""
    kept: list[Claim] = []
    for claim in claims:
        before = kept[-1] if kept else None
        together = before and (_span(text, before, claim) or _same_day(text, before, claim))
        if together:
            kept[-1] = together
        else:
            kept.append(claim)
    return [_lengthened(text, claim) for claim in kept]


def _span(text: str, first: Claim, second: Claim) -> Claim | None:
    if not _BETWEEN_DAYS.fullmatch(text, first.end, second.start):
        return None
    begins = (
        first.value.first if isinstance(first.value, Span) else first.value if first.kind == "day" else None
    )
    ends = (
        second.value.last
        if isinstance(second.value, Span)
        else second.value
        if second.kind == "day"
        else None
    )
    if isinstance(begins, date) and isinstance(ends, date) and begins < ends:
        return Claim("span", Span(begins, ends), first.start, second.end)
    return None


def _same_day(text: str, first: Claim, second: Claim) -> Claim | None:
    """A weekday and a date side by side are the day of the date; so is a day that is named twice."""
    if first.kind != "day" or second.kind != "day" or not _BESIDE.fullmatch(text, first.end, second.start):
        return None
    if first.value == second.value:
        return Claim("day", second.value, first.start, second.end)
    for weekday, day in ((first, second), (second, first)):
        if _WEEKDAY_ALONE.fullmatch(text, weekday.start, weekday.end):
            return Claim("day", day.value, first.start, second.end)
    return None


def _lengthened(text: str, claim: Claim) -> Claim:
    """A day that is followed by "to" and a later day of its month."""
    until = _UNTIL_DAY.match(text, claim.end) if claim.kind == "day" else None
    if until is None or not isinstance(claim.value, date):
        return claim
    last = existing(claim.value.year, claim.value.month, number(until["day"]))
    if last is None or last <= claim.value:
        return claim
    return Claim("span", Span(claim.value, last), claim.start, until.end())


def moments(text: str, claims: list[Claim]) -> list[Claim]:
    """The claims with a day and the time beside it as one moment."""
    kept: list[Claim] = []
    for claim in claims:
        before = kept[-1] if kept else None
        moment = before and _moment(text, before, claim)
        if before and moment:
            kept[-1] = Claim("moment", moment, before.start, claim.end)
        else:
            kept.append(claim)
    return kept


def _moment(text: str, first: Claim, second: Claim) -> datetime | None:
    if first.kind == "day" and isinstance(first.value, date) and isinstance(second.value, time):
        if not _JOINT.fullmatch(text, first.end, second.start):
            return None
        hour = second.value.hour
        if hour < 12 and hour and _LATE.search(text, first.start, first.end):
            return datetime.combine(first.value, second.value.replace(hour=hour + 12), HONG_KONG)
        return datetime.combine(first.value, second.value, HONG_KONG)
    backwards = second.kind == "day" and _JOINT_BACK.fullmatch(text, first.end, second.start)
    if backwards and isinstance(second.value, date) and isinstance(first.value, time):
        return datetime.combine(second.value, first.value, HONG_KONG)
    return None
