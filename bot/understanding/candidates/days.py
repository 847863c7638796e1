"""Single days as members name them, taken whole or not at all; day first in numbers (15/11).

A pattern that matches a day that the calendar lacks (31/11) claims its place without a value.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.candidates.calendar_words import (
    ENGLISH_DAY,
    ENGLISH_YEAR,
    HAN_DAY,
    HAN_WEEKDAYS,
    HAN_YEAR,
    MONTH,
    TO,
    WEEKDAY,
    WHICH,
    day_number,
    day_of_month,
    english_year,
    existing,
    han_year,
    month_number,
    nearest,
    number,
    shifted,
    week_start,
    weekday_number,
)
from bot.understanding.candidates.found import Claim, Span
from bot.understanding.moods import Tense
from bot.understanding.scope import Scopes

_Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Today:
    """The day that a message is read on, and the tense of the clause."""

    day: date
    tense: Tense | None = None

    @property
    def ahead(self) -> bool:
        """Whether the clause speaks of what is to come."""
        return self.tense == "future"


Reader = Callable[[_Match, Today], date | None]


def _on(year: int | None, month: int, day: int, today: Today) -> date | None:
    return existing(year, month, day) if year else nearest(month, day, today.day, today.tense)


def _numeric_year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _dotted(match: _Match, today: Today) -> date | None:
    return existing(_numeric_year(match[4]), int(match[3]), int(match[1]))


def _english(match: _Match, today: Today) -> date | None:
    year = english_year(match, today.day)
    return _on(year, month_number(match["month"]), day_number(match["day"]), today)


def _han(match: _Match, today: Today) -> date | None:
    return _on(han_year(match["year"], today.day), number(match["month"]), number(match["day"]), today)


def _of_month(months: int | None, day: int, today: Today) -> date | None:
    """The day in the month so many months away; None: in the one that fits best."""
    if months is None:
        return day_of_month(day, today.day, ahead=today.ahead) if day <= 31 else None
    month = shifted(today.day.replace(day=1), months)
    return existing(month.year, month.month, day)


def _han_months(which: str) -> int:
    return {"上": -1, "下": 1}.get(which[0], 0) * (2 if which[:2] in ("上上", "下下") else 1)


def _weekday(match: _Match, today: Today) -> date:
    """The weekday before today ("last"), in the week named, or the latest (the coming one, if ahead)."""
    weekday, found = weekday_number(match["day"]), match.groupdict()
    if found.get("week") or found.get("week_after"):
        which = found.get("week") or found["week_after"] or ""
        weeks = -2 if "before last" in which or which.startswith("last last") else WHICH[which.split()[0]]
        return week_start(today.day, weeks) + timedelta(days=weekday)
    which = found.get("which") or ""
    if which in ("this", "coming"):
        return week_start(today.day) + timedelta(days=weekday)
    if which == "next":
        return week_start(today.day, 1) + timedelta(days=weekday)
    return _nearest_weekday(weekday, today, before_today=which in ("last", "past", "previous"))


def _nearest_weekday(weekday: int, today: Today, *, before_today: bool = False) -> date:
    if today.ahead and not before_today:
        return today.day + timedelta(days=(weekday - today.day.weekday()) % 7)
    back = (today.day.weekday() - weekday) % 7
    return today.day - timedelta(days=back or (7 if before_today else 0))


def _han_weekday(match: _Match, today: Today) -> date:
    weekday, which = HAN_WEEKDAYS[match["day"]], match["which"] or ""
    if not which:
        return _nearest_weekday(weekday, today)
    return week_start(today.day, _han_months(which)) + timedelta(days=weekday)


_COUNTS = {"a": 1, "an": 1, "one": 1, "a couple of": 2, "couple of": 2, "couple": 2, "half a": 0, "半": 0}


def _away(match: _Match, today: Today) -> date | None:
    """Three days ago, 半年前, in two weeks: so many of a unit before or after today."""
    unit, written = match["unit"], match["count"].strip()
    count = _COUNTS[written] if written in _COUNTS else number(written)
    half = written in ("half a", "半")
    sign = -1 if match.groupdict().get("back") else 1
    if count > 400 or (count == 0 and not half):
        return None
    if unit.startswith("year") or unit in ("年", "yrs", "yr"):
        return shifted(today.day, sign * (6 if half else 12 * count))
    if unit.startswith("mo") or unit.endswith("月"):
        return today.day + timedelta(days=15 * sign) if half else shifted(today.day, sign * count)
    days = 14 if unit.startswith("fortnight") else 7 if unit[0] == "w" or unit[-1] in "期拜周" else 1
    return today.day + timedelta(days=sign * count * days)


def _fixed(days: int) -> Reader:
    return lambda _, today: today.day + timedelta(days=days)


_FEASTS = {
    **dict.fromkeys(
        ("christmas day", "xmas day", "on christmas", "at christmas", "圣诞节", "圣诞"), (12, 25)
    ),
    **dict.fromkeys(("christmas eve", "xmas eve", "平安夜"), (12, 24)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new year's day", "new years day", "元旦"), (1, 1)),
    **dict.fromkeys(("new year's eve", "new years eve"), (12, 31)),
    **dict.fromkeys(("national day", "国庆节", "国庆日", "国庆"), (10, 1)),
}
_ENGLISH_FEASTS = "|".join(name for name in _FEASTS if name.isascii())
_HAN_FEASTS = "|".join(name for name in _FEASTS if not name.isascii())


def _feast(match: _Match, today: Today) -> date | None:
    """A holiday of a fixed day, of the year told or the nearest one."""
    month, day = _FEASTS[match["name"] or match["feast"] or match["alone"]]
    year = english_year(match, today.day) or han_year(match["han"], today.day)
    if match["before"] == "last" and year and (month, day) < (today.day.month, today.day.day):
        year += 1  # the last New Year's Day is that of this year
    return _on(year, month, day, today)


_COUNT = (
    r"(?:\d{1,3}|a couple of|couple of|couple|half a|an?|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve)"
)
_UNIT = r"(?:days?|weeks?|wks?|fortnights?|months?|mths?|years?|yrs?)"
_HAN_COUNT = r"(?<![第\d一二三四五六七八九十几])(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_HAN_UNIT = r"(?:日|天|个?星期|个?礼拜|周|个月|年)"
_PART = r"(?:\s?(?:morning|afternoon|evening|night|nite)(?![a-z]))?"
_HAN_PART = r"(?:(?:[晚夜朝]|下昼|下午|早上|晚上)(?!\s?[\d一二三四五六七八九十]{1,3}[点:时]))?"
_NO_DAY = r"(?!码|线|舖|铺|楼|出口|风球|波|或|柜|店|场|车|\d)"

_PATTERNS: list[tuple[str, Reader]] = [
    # in numbers
    (
        r"(?<![\d.])((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?![\d.])",
        lambda m, _: existing(int(m[1]), int(m[3]), int(m[4])),
    ),
    (r"(?<!\d)(20\d\d)([01]\d)([0-3]\d)(?!\d)", lambda m, _: existing(int(m[1]), int(m[2]), int(m[3]))),
    (r"(?<![\d/.$-])(\d{1,2})([/-])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d/])", _dotted),
    (r"(?<![\d/.$-])(\d{1,2})(\.)(\d{1,2})\.((?:19|20)\d\d)(?![\d.])", _dotted),
    (
        r"(?<![\d/.$-])(?!24/7)(\d{1,2})/(\d{1,2})(?![\d/]|\s?(?:期|of|hours?|hrs?|a?n? hour))",
        lambda m, t: nearest(int(m[2]), int(m[1]), t.day, t.tense),
    ),
    # with the name of a month
    (
        rf"(?P<year>{HAN_YEAR})?\s?(?P<month>{HAN_DAY})月(?:份)?\s?(?P<day>{HAN_DAY})"
        rf"(?:[日号]{_NO_DAY}{_HAN_PART}|(?=$|[^\d一-龥a-z/:]|[买喺在去嘅的]))",
        _han,
    ),
    (
        rf"(?<![\d/.a-z])(?:(?P<before>last|this"
        rf"|next) year(?:'?s)?,?\s(?:on\s)?)?(?:the\s)?(?P<day>{ENGLISH_DAY})"
        rf"(?:\sday)?(?:\sof)?[\s/-]?(?P<month>{MONTH}){ENGLISH_YEAR}?",
        _english,
    ),
    (
        rf"(?<![a-z])(?:(?P<before>last|this"
        rf"|next) year(?:'?s)?,?\s(?:on\s)?)?(?P<month>{MONTH})\s?(?:the\s)?"
        rf"(?P<day>{ENGLISH_DAY})(?![\d:]|[.,]\d|\s?(?:am|pm|dollars?|bucks?|hours?|hrs?|points?|pts"
        rf"|%)){ENGLISH_YEAR}?",
        _english,
    ),
    # a number in a month that is told by its distance
    (
        rf"(?P<which>上上个?|上个?|今个?|呢个?|这个?|本|下下个?|下个?)月(?:嘅"
        rf"|的)?(?P<day>{HAN_DAY})[日号]?(?![日号个天])"
        rf"{_HAN_PART}(?!多|几|次|张|間|间)",
        lambda m, t: _of_month(_han_months(m["which"]), number(m["day"]), t),
    ),
    (
        rf"(?<![\w.])(?:the\s)?(?P<day>{ENGLISH_DAY})\s(?:of\s|in\s)?(?P<which>last|this|next"
        rf"|of the) month(?![a-z])",
        lambda m, t: _of_month(WHICH.get(m["which"], 0), day_number(m["day"]), t),
    ),
    (
        r"(?<![a-z])(?P<which>last|this"
        r"|next) month(?:'s)?,?\s(?:on\s)?(?:the\s)?(?P<day>\d{1,2}(?:st|nd|rd|th))(?![a-z])",
        lambda m, t: _of_month(WHICH[m["which"]], day_number(m["day"]), t),
    ),
    (
        rf"(?<![\d月第a-z])(?P<day>\d{{1,2}}|[一二三四五六七八九十廿卅]{{1,3}})号{_NO_DAY}{_HAN_PART}",
        lambda m, t: _of_month(None, number(m["day"]), t),
    ),
    (
        rf"(?:(?<=[喺在于,])|^|(?<=\s))(?P<day>\d{{1,2}}"
        rf"|廿[一二三四五六七八九]?)日(?=[买嘅的去晚朝早下上嗰]|当日){_HAN_PART}",
        lambda m, t: _of_month(None, number(m["day"]), t),
    ),
    (
        r"(?<![a-z])(?:on |by |until |from |since )?the (?P<day>\d{1,2})(?:st|nd|rd|th)"
        rf"(?![a-z])(?!\s(?:floor|time|receipt|one|hour|shop|day|month|year|week|purchase|visit|voucher"
        rf"|coupon|person|"
        rf"payment|instal|anniversary|birthday|{MONTH}))",
        lambda m, t: _of_month(None, int(m["day"]), t),
    ),
    # so far from today
    (
        rf"(?<![a-z\d.])(?P<count>{_COUNT}|(?=fortnight))\s?(?P<unit>{_UNIT})\s(?P<back>ago|back"
        rf"|earlier|before now)(?![a-z])",
        _away,
    ),
    (
        rf"(?<![a-z])in (?P<count>{_COUNT})\s(?P<unit>{_UNIT})(?:'?\stime)?(?![a-z])(?!\s(?:ago|a row"
        rf"|total))",
        _away,
    ),
    (rf"(?<![a-z\d.])(?P<count>{_COUNT})\s(?P<unit>{_UNIT})\s(?:from now|later)(?![a-z])", _away),
    (rf"(?P<count>{_HAN_COUNT})\s?(?P<unit>{_HAN_UNIT})(?P<back>之前|以前|前)(?!后)", _away),
    (rf"(?P<count>{_HAN_COUNT})\s?(?P<unit>{_HAN_UNIT})(?:之后|以后|后)", _away),
    # weekdays
    (
        rf"(?<![a-z])(?:(?P<week>(?:last|this|next|previous|following) (?:week|wk)(?:'s)?"
        rf"|(?:the )?(?:week|wk) before last),?\s"
        rf"(?:on\s)?)(?P<day>{WEEKDAY}){_PART}",
        _weekday,
    ),
    (
        rf"(?<![a-z])(?P<day>{WEEKDAY}),?\s(?:of\s)?(?:the\s)?(?P<week_after>(?:last|this|next"
        rf"|previous) (?:week|wk)|"
        r"(?:(?:week|wk) )?before last)(?!end)(?![a-z])",
        _weekday,
    ),
    (rf"(?<![a-z])(?P<week>last last) (?P<day>{WEEKDAY}){_PART}", _weekday),
    (
        rf"(?<![a-z])(?<!i )(?:(?P<which>last|past|previous|this|coming"
        rf"|next)\s)?(?P<day>{WEEKDAY})(?!\s(?:to|-)\s|s?-|/)"
        rf"{_PART}",
        _weekday,
    ),
    (
        r"(?P<which>上上个?|上个?|今个?|呢个?|这个?|本|下下个?|下个?)?(?:星期|礼拜|周"
        r"|拜)(?P<day>[一二三四五六日天])(?!至|到|个|间)"
        rf"{_HAN_PART}",
        _han_weekday,
    ),
    # named days
    (
        rf"(?<![a-z])(?:(?P<before>last|this|next)\s)?(?P<name>{_ENGLISH_FEASTS}){ENGLISH_YEAR}?(?![a-z])"
        rf"|(?P<han>{HAN_YEAR})(?:嘅|的)?(?P<feast>{_HAN_FEASTS})|(?P<alone>{_HAN_FEASTS})(?:当日|嗰日"
        rf"|那天|正日)",
        _feast,
    ),
    # words for near days
    (
        r"(?<![a-z])(?:the )?day before (?:yesterday|ytd|ystd)(?![a-z])|(?<!大)前[日天](?!数)[晚]?"
        r"|(?<!大)前晚",
        _fixed(-2),
    ),
    (r"大前[日天晚]", _fixed(-3)),
    (
        r"(?<![a-z])(?:yesterday|yesturday|yesterdy|yester day|yest|ystd|ystdy|ytd|yday|y'?day)(?![a-z])"
        + _PART
        + r"|(?<![a-z])last night(?![a-z])|寻[日天晚]|昨[日天晚夜儿]"
        + _HAN_PART,
        _fixed(-1),
    ),
    (r"(?<![a-z])(?:the )?day after (?:tomorrow|tmr)(?![a-z])|(?<!大)后[日天](?!数)", _fixed(2)),
    (r"大后[日天]", _fixed(3)),
    (
        r"(?<![a-z])(?:tomorrow|tmrw?|tmr|tomorow|tomoro|2moro|2mrw)(?![a-z])"
        + _PART
        + r"|听[日晚朝](?!闻)|明[日天晚早]|第日",
        _fixed(1),
    ),
    (
        r"(?<![a-z])(?:(?<!all for )today|tdy|2day|tonight|this (?:morning|afternoon|evening)"
        r"|(?:earlier|later) today)(?![a-z])"
        r"|今[日天晚朝早]|今个?早",
        _fixed(0),
    ),
]

_COMPILED = [(re.compile(source), read) for source, read in _PATTERNS]

# Days between two of one month: 10-15 Nov, 11月3至7日.
_DAYS_OF_A_MONTH = [
    re.compile(
        rf"(?<![\d/.a-z$])(?:from\s|between\s)?(?:the\s)?(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?:{TO}"
        rf"|\sand\s)(?:the\s)?"
        rf"(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?:\sof)?\s?(?P<month>{MONTH}){ENGLISH_YEAR}?"
    ),
    re.compile(
        rf"(?<![a-z])(?P<month>{MONTH})\s?(?P<first>\d{{1,2}})(?:st|nd|rd|th)?{TO}"
        rf"(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\s?(?:am|pm)){ENGLISH_YEAR}?"
    ),
    re.compile(
        rf"(?P<year_han>{HAN_YEAR})?(?P<month>{HAN_DAY})月(?P<first>{HAN_DAY})[日号]?{TO}(?P<last>{HAN_DAY})[日号]"
    ),
]


def find(text: str, today: date, scopes: Scopes) -> Iterator[Claim]:
    """Days named in a folded text, and days from one to another of a month as spans."""
    for pattern, read in _COMPILED:
        for match in pattern.finditer(text):
            tense = scopes.clause_at(match.start()).tense
            yield Claim("day", read(match, Today(today, tense)), *match.span())
    for pattern in _DAYS_OF_A_MONTH:
        for match in pattern.finditer(text):
            yield Claim("span", _days_of_a_month(match, today), *match.span())


def _days_of_a_month(match: _Match, today: date) -> Span | None:
    groups = match.groupdict()
    month = month_number(match["month"]) if match["month"][0].isalpha() and match["month"].isascii() else 0
    year = english_year(match, today) if month else han_year(groups["year_han"], today)
    first, last = (
        _on(year, month or number(match["month"]), number(match[name]), Today(today))
        for name in ("first", "last")
    )
    return Span(first, last) if first and last and first <= last else None
