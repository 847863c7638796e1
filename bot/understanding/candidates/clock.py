"""Clock times (18:00, 7:45 pm, 夜晚八點半, quarter past seven), and moments: a day with its time.

A time without its half of the day is in the afternoon from one to eight, when malls are open.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bot.clock import HONG_KONG
from bot.understanding.candidates.calendar_words import number
from bot.understanding.candidates.found import Claim
from bot.understanding.candidates.numerals import parse_number

_LATEST_AFTERNOON = 8

_AM_PM = r"(?P<half>a\.?m\.?(?![a-z])|p\.?m\.?(?![a-z]))"
_ENGLISH_PART = r"(?:in the|this|at)\s(?P<part>morning|afternoon|evening|night)(?![a-z])"
_HOUR_WORD = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HAN_PART = (
    r"凌晨|半夜|朝早|朝头早|早上|早晨|上午|清早|早|朝|中午|正午|晏昼|下昼|下午|午后|傍晚|夜晚|晚上|夜|晚"
)
_HAN_REST = (
    r"(?:半|正|[一三]刻|三个字|\d{1,2}分?|[二三四五]?十[一二三四五六七八九]?(?:分(?!钟)|(?![一-龥]))"
    r"|[一二三四五六七八九零]{1,2}分|钟(?!头))"
)
_HAN_HOUR = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"

_PATTERNS = [
    # 18:00, 7:45 pm, 7.45pm, 12:30:05
    re.compile(
        r"(?<![\d:.$/])(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::\d\d)?(?![\d:])"
        r"|\.(?P<dotted>[0-5]\d)(?=\s?[ap]\.?m))"
        rf"(?:\s?{_AM_PM}|\s{_ENGLISH_PART})?"
    ),
    re.compile(rf"(?<![\d:.$/a-z])(?P<hour>\d{{1,2}}|{_HOUR_WORD})\s?{_AM_PM}"),
    re.compile(
        rf"(?<![\d:.$/a-z])(?P<hour>\d{{1,2}}|{_HOUR_WORD})\s?o'?\s?clock(?![a-z])(?:\s?{_AM_PM}"
        rf"|\s{_ENGLISH_PART})?"
    ),
    re.compile(rf"(?<![\d:.$/a-z])(?P<hour>\d{{1,2}})\s{_ENGLISH_PART}"),
    re.compile(r"(?<![\d:.$/a-z])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs?|h)(?![a-z])"),
    re.compile(
        r"(?<![a-z\d:])(?:(?P<quarter>quarter)|(?P<thirty>half)|(?P<minute>five|ten|twenty|twenty[- ]five"
        r"|\d{1,2})(?:\sminutes)?)"
        rf"\s(?P<side>past|to|after)\s(?P<hour>\d{{1,2}}|{_HOUR_WORD})(?![a-z\d])(?:\s?{_AM_PM}"
        rf"|\s{_ENGLISH_PART})?"
        r"(?!\s(?:hundred|dollars?|bucks?|points?|hours?|days?))"
    ),
    re.compile(
        r"(?<![a-z])(?:(?P<noon>noon|midday)|(?P<midnight>midnight))(?![a-z])|(?P<han_noon>正午)"
        r"|(?P<han_midnight>午夜|半夜12点|半夜十二点)"
    ),
    # at 8, where nothing is counted
    re.compile(
        rf"(?<![a-z])(?:at|until|till)\s(?P<hour>[1-9]|1[0-2]|{_HOUR_WORD})"
        r"(?=\s?(?:[,.?!;]|$)|\s(?:on|today|tomorrow|tmr|tonight|sharp|and|to)(?![a-z]))"
    ),
    # 夜晚八點半, 下晝三點, 3點15分, 三點九 (quarters and twelfths of the dial)
    re.compile(
        rf"(?:(?<![寻昨今听前明])(?P<han>{_HAN_PART})|(?<=[寻昨今听前明][晚夜]))\s?(?P<hour>{_HAN_HOUR})\s?"
        rf"(?:点|时(?!间))(?P<rest>{_HAN_REST}|[一二三四五六七八九十](?![一-龥]))?"
    ),
    re.compile(
        rf"(?<![一二三四五六七八九十\d第有.$分])(?P<hour>{_HAN_HOUR})\s?点"
        rf"(?P<rest>{_HAN_REST}|[一三九](?=$|[^一-龥])|(?=[前后之嚟来去到至开关收]))"
    ),
    # 2時20分 without a part of the day
    re.compile(
        rf"(?<![一二三四五六七八九十\d第有.$分小])(?P<hour>{_HAN_HOUR})\s?时(?P<rest>\d{{1,2}}分(?!钟)|半|[一三]刻)"
    ),
    re.compile(rf"^\W*(?P<hour>{_HAN_HOUR})\s?点\W*$"),
    re.compile(rf"(?<=[到至日晚天号午昼])\s?(?P<hour>{_HAN_HOUR})\s?点(?!数|积分)(?P<rest>{_HAN_REST})?"),
    re.compile(rf"(?P<han>{_HAN_PART})\s?(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?!\d)"),
    # 六時到, 7點先嚟, 六點半才除下
    re.compile(
        rf"(?<![一二三四五六七八九十\d第有.$分小])(?P<hour>{_HAN_HOUR})\s?[点时](?!间)(?P<rest>半|[一三]刻)?"
        r"(?=(?:先|才|再)?(?:到|去|嚟|来|过|除|落|取|换|领))"
    ),
]

# The time in a number of hours or minutes before now.
_AGO = re.compile(
    r"(?<![\w.])(?P<english>\d{1,2}|an?|one|two|three|four|five|six|half an)\s?(?P<unit>hours?|hrs?"
    r"|minutes?|mins?)\s(?:ago|back|earlier)(?![a-z])"
    r"|(?<![\d一二三四五六七八九十])(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,3}"
    r"|半)个?(?P<measure>小时|钟头?|分钟)(?:之|以)?前"
)
_WORDS = {word: value for value, word in enumerate(_HOUR_WORD.split("|"), 1)} | {"a": 1, "an": 1}


def find(text: str, now: datetime) -> Iterator[Claim]:
    """Clock times of a folded text; "two hours ago" as a moment."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if (read := _time(match)) is not None:
                yield Claim("clock", read, *match.span())
    for match in _AGO.finditer(text):
        yield Claim("moment", now.astimezone(HONG_KONG) - _length(match), *match.span())


def _length(match: re.Match[str]) -> timedelta:
    written, unit = match["english"] or match["count"], match["unit"] or match["measure"]
    count = 0.5 if written in ("half an", "半") else _WORDS.get(written) or number(written)
    return timedelta(minutes=count) if unit[0] in "m分" else timedelta(hours=count)


def _time(match: re.Match[str]) -> time | None:
    found = match.groupdict()
    if found.get("noon") or found.get("han_noon"):
        return time(12)
    if found.get("midnight") or found.get("han_midnight"):
        return time(0)
    written = match["hour"]
    hour = _WORDS.get(written) or number(written)
    minute = _minute(found)
    if found.get("side") == "to":
        hour, minute = hour - 1, 60 - minute
    half = found.get("half") or found.get("part") or found.get("han")
    hour = _of_the_day(hour, half, exact=written.startswith("0"))
    return time(hour, minute) if 0 <= hour <= 23 and 0 <= minute <= 59 else None


def _minute(found: dict[str, str | None]) -> int:
    if found.get("quarter"):
        return 15
    if found.get("thirty"):
        return 30
    if written := found.get("minute") or found.get("dotted"):
        return int(parse_number(written.replace("-", " ")) or 0)
    rest = found.get("rest") or ""
    if rest == "半":
        return 30
    if not rest or rest in ("正", "钟"):
        return 0
    if rest in ("三个字", "一刻", "三刻"):
        return 45 if rest == "三刻" else 15
    minute = number(rest.removesuffix("分"))
    # 三點九: the hand stands at nine
    return minute * 5 if len(rest) == 1 else minute


def _of_the_day(hour: int, half: str | None, *, exact: bool) -> int:
    """The hour of 24 for one with its half of the day, in any language."""
    if not half:
        return hour + 12 if 1 <= hour <= _LATEST_AFTERNOON and not exact else hour
    if half[0] in ("凌", "半") or (half in ("night",) and hour == 12):
        return hour % 12 if hour <= 12 else hour
    if (half[0] in ("a", "朝", "早", "上", "清") and half != "afternoon") or half == "morning":
        return hour % 12 if hour == 12 else hour
    if half in ("夜", "晚", "夜晚", "晚上") and hour == 12:
        return 0
    if half in ("中午", "正午") and hour >= 10:
        return hour
    return hour + 12 if hour < 12 else hour
