"""Days as members name them, relative to `now`; day first (15/11). Values are ISO dates, or ISO months."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from bot.clock import HONG_KONG
from bot.understanding.entities.numbers import parse_number
from bot.understanding.normalise import Folded
from bot.understanding.parse import Entity

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])"
)
_HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_HAN_NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九十廿卅]{1,4})"
_ENGLISH_NUMBERS = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
} | {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "a couple of": 2,
    "a few": 3,
}
_COUNT = r"(?:\d{1,3}|a couple of|couple of|a few|an?|one|two|three|four|five|six|seven|eight|nine|ten)"

_RELATIVE_DAYS: list[tuple[str, int]] = [
    (r"(?:the )?day before yesterday|大大?前天前", -2),
    (r"大前[日天]", -3),
    (r"前[日天](?!数)|前晚", -2),
    (
        r"yesterday|yesturday|yesterdy|yester day|ystd|ytd|yday|y'?day|last night|"
        r"寻日|寻晚|昨[日天晚夜]|寻天",
        -1,
    ),
    (r"(?:the )?day after tomorrow|后[日天](?!数)", 2),
    (r"大后[日天]", 3),
    (r"tomorrow|tmrw?|tmr|tomorow|2moro|听[日晚](?!闻)|明[日天晚]|第日", 1),
    (
        r"(?<!all for )today|tdy|2day|tonight|this (?:morning|afternoon|evening)|今[日天晚朝早]|今个?早",
        0,
    ),
]


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_year(month: int, day: int, today: date) -> date | None:
    """The day of that name that lies nearest to today."""
    candidates = [found for year in (-1, 0, 1) if (found := _safe(today.year + year, month, day))]
    return min(candidates, key=lambda found: abs((found - today).days), default=None)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    number = int(text)
    return number + 2000 if number < 100 else number


def _on(year: str | None, month: int, day: int, today: date) -> date | None:
    written = _year(year)
    return _safe(written, month, day) if written else _nearest_year(month, day, today)


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _months_back(today: date, months: int) -> date:
    index = today.year * 12 + today.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _latest_day(day: int, today: date) -> date | None:
    """The last day with this number that is not after today."""
    this_month = _safe(today.year, today.month, day)
    if this_month and this_month <= today:
        return this_month
    before = today.replace(day=1) - timedelta(days=1)
    return _safe(before.year, before.month, day)


def _weekday(which: str, weekday: int, today: date) -> date:
    """`last` is before today, `previous` in last week, `this` and `next` in those, else the latest."""
    monday = today - timedelta(days=today.weekday())
    if which == "previous":
        return monday + timedelta(days=weekday - 7)
    if which == "this":
        return monday + timedelta(days=weekday)
    if which == "next":
        return monday + timedelta(days=weekday + 7)
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or (7 if which == "last" else 0))


def _number(text: str) -> int:
    found = parse_number(text)
    return int(found) if found is not None else 0


Reader = Callable[[re.Match[str], date], date | None]


def _english_ago(match: re.Match[str], today: date) -> date | None:
    count = _ENGLISH_NUMBERS.get(match["count"]) or int(match["count"])
    return _back(count, match["unit"][0], today)


def _chinese_ago(match: re.Match[str], today: date) -> date | None:
    unit = {"日": "d", "天": "d", "月": "m"}.get(match["unit"][-1], "w")
    return _back(_number(match["count"]), unit, today)


def _back(count: int, unit: str, today: date) -> date | None:
    if count > 400:
        return None
    if unit == "m":
        return _months_back(today, count)
    return today - timedelta(days=count * (7 if unit == "w" else 1))


def _english_weekday(match: re.Match[str], today: date) -> date:
    which = {
        "last": "last",
        "last week": "previous",
        "past": "last",
        "this": "this",
        "coming": "this",
        "next": "next",
    }.get(match["which"] or "", "")
    return _weekday(which, _WEEKDAYS.index(match["day"][:3]), today)


def _chinese_weekday(match: re.Match[str], today: date) -> date:
    which = {"上": "previous", "今": "this", "呢": "this", "这": "this", "本": "this", "下": "next"}.get(
        (match["which"] or " ")[0], ""
    )
    day = _weekday(which, _HAN_WEEKDAYS[match["day"]], today)
    return day - timedelta(days=7) if (match["which"] or "").startswith("上上") else day


_PATTERNS: list[tuple[re.Pattern[str], Reader]] = [
    (
        re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"),
        lambda m, _: _safe(int(m[1]), int(m[2]), int(m[3])),
    ),
    (
        re.compile(r"(?<![\d/.$-])(\d{1,2})([/.-])(\d{1,2})\2(20\d\d|\d\d)(?![\d/])"),
        lambda m, _: _safe(_year(m[4]) or 0, int(m[3]), int(m[1])),
    ),
    (
        re.compile(r"(?<![\d/.$-])(\d{1,2})/(\d{1,2})(?![\d/])"),
        lambda m, t: _nearest_year(int(m[2]), int(m[1]), t),
    ),
    (
        re.compile(
            rf"(?:(?P<year>20\d\d|\d\d)年)?(?P<month>{_HAN_NUMBER})月(?:份)?\s?"
            rf"(?P<day>{_HAN_NUMBER})(?:[日号](?!文)|(?=$|[^\d一-龥a-z]))"
        ),
        lambda m, t: _on(m["year"], _number(m["month"]), _number(m["day"]), t),
    ),
    (
        re.compile(
            rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?[\s-]?(?P<month>{_MONTH})"
            r"(?:,?[\s-]?(?P<year>20\d\d)(?!\d))?"
        ),
        lambda m, t: _on(m["year"], _month_number(m["month"]), int(m["day"]), t),
    ),
    (
        re.compile(
            rf"(?<![a-z])(?P<month>{_MONTH})\s?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
            r"(?:,?\s(?P<year>20\d\d)(?!\d))?"
        ),
        lambda m, t: _on(m["year"], _month_number(m["month"]), int(m["day"]), t),
    ),
    (
        re.compile(
            rf"(?<![a-z\d])(?P<count>{_COUNT})\s(?P<unit>days?|weeks?|wks?|months?)\s"
            r"(?:ago|back|earlier|before now)"
        ),
        _english_ago,
    ),
    (
        re.compile(
            r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?(?P<unit>日|天|个?星期|个?礼拜|周|个月)(?:之前|以前|前)"
        ),
        _chinese_ago,
    ),
    (
        re.compile(
            rf"(?<![a-z])(?:(?P<which>last(?:\sweek)?|past|this|coming|next)\s)?(?P<day>{_WEEKDAY})(?!\s(?:to|-)\s)"
        ),
        _english_weekday,
    ),
    (
        re.compile(
            r"(?P<which>上上个?|上个?|今个?|呢个?|这个?|本|下个?)?(?:星期|礼拜|周)(?P<day>[一二三四五六日天])(?!至|到|个)"
        ),
        _chinese_weekday,
    ),
    (
        re.compile(
            r"(?<![a-z])last (?:week|wk)(?!end|day)|上(?:个)?(?:星期|礼拜|周)(?![一二三四五六日天末])"
        ),
        lambda _, t: t - timedelta(days=7),
    ),
    (re.compile(r"(?<![a-z])(?:last|this past) weekend|上(?:个)?周末"), lambda _, t: _weekday("last", 5, t)),
    (
        re.compile(r"(?<![a-z])last month|上个?月(?![\d一二三四五六七八九十])"),
        lambda _, t: _months_back(t, 1),
    ),
    (
        re.compile(rf"上个?月(?P<day>{_HAN_NUMBER})[日号]"),
        lambda m, t: _safe(
            _months_back(t.replace(day=1), 1).year, _months_back(t.replace(day=1), 1).month, _number(m["day"])
        ),
    ),
    (
        re.compile(rf"(?:今个?月|这个?月|本月|呢个月)(?P<day>{_HAN_NUMBER})[日号]"),
        lambda m, t: _safe(t.year, t.month, _number(m["day"])),
    ),
    (
        re.compile(
            r"(?<![\d月第a-z])(?P<day>\d{1,2}|[一二三四五六七八九十廿卅]{1,3})号(?!码|线|舖|铺|楼|出口|风球|或|柜|店|\d)"
        ),
        lambda m, t: _latest_day(_number(m["day"]), t),
    ),
    (
        re.compile(
            r"(?<![a-z])on the (?P<day>\d{1,2})(?:st|nd|rd|th)(?! (?:floor|time|receipt|" + _MONTH + "))"
        ),
        lambda m, t: _latest_day(int(m["day"]), t),
    ),
]


# A month with its year and no day ("May 2026", 2026年5月): the value is the ISO month.
_WHOLE_MONTHS: list[re.Pattern[str]] = [
    re.compile(rf"(?<![a-z\d])(?P<month>{_MONTH})(?:\sof)?,?\s?(?P<year>20\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<year>20\d\d)\s?年\s?(?P<han>{_HAN_NUMBER})月(?!份?\s?{_HAN_NUMBER})"),
]


def _whole_month(match: re.Match[str]) -> str | None:
    found = match.groupdict()
    month = _number(found["han"]) if found.get("han") else _month_number(found["month"])
    return f"{found['year']}-{month:02}" if 1 <= month <= 12 else None


def is_month(value: str) -> bool:
    """Whether the value of a date is a whole month, whose day is still to be told."""
    return len(value) == len("2026-05")


def _days_away(days: int) -> Reader:
    return lambda _, today: today + timedelta(days=days)


_PATTERNS += [
    (re.compile(rf"(?<![a-z](?=[a-z]))(?:{source})(?!(?<=[a-z])[a-z])"), _days_away(days))
    for source, days in _RELATIVE_DAYS
]


def find(text: Folded, now: datetime) -> Iterator[Entity]:
    """Days and months named in the text; a longer match is kept by the caller where two overlap."""
    today = now.astimezone(HONG_KONG).date()
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text.text):
            found = read(match, today)
            if found:
                yield Entity("date", found.isoformat(), *text.span(*match.span()))
    for pattern in _WHOLE_MONTHS:
        for match in pattern.finditer(text.text):
            if month := _whole_month(match):
                yield Entity("date", month, *text.span(*match.span()))
