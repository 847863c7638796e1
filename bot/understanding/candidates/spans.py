"""Spans of days: last week, 上個月, in October, joined in 2024, 月底, the past three months."""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.understanding.candidates.calendar_words import (
    HAN_DAY,
    HAN_YEAR,
    MONTH,
    WHICH,
    han_year,
    month_number,
    number,
    shifted,
    week_start,
)
from bot.understanding.candidates.found import Claim, Span

_Match = re.Match[str]
Reader = Callable[[_Match, date], Span | None]


def _month(year: int, month: int, part: str = "") -> Span | None:
    """A month, or its beginning, middle or end."""
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        return None
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"early": (1, 10), "mid": (11, 20), "late": (21, last)}.get(part, (1, last))
    return Span(date(year, month, first_day), date(year, month, last_day))


def _months_away(months: int, today: date, part: str = "") -> Span | None:
    month = shifted(today.replace(day=1), months)
    return _month(month.year, month.month, part)


def _year(year: int) -> Span | None:
    return Span(date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9998 else None


def _week(today: date, weeks: int) -> Span:
    monday = week_start(today, weeks)
    return Span(monday, monday + timedelta(days=6))


def _weekend(today: date, weeks: int) -> Span:
    saturday = week_start(today, weeks) + timedelta(days=5)
    return Span(saturday, saturday + timedelta(days=1))


_PARTS = {
    **dict.fromkeys(("early", "beginning of", "start of", "初", "头"), "early"),
    **dict.fromkeys(("mid", "mid-", "middle of", "中"), "mid"),
    **dict.fromkeys(("late", "end of", "底", "尾", "末"), "late"),
}
_HAN_WHICH = r"(?P<which>上上个?|上个?|今个?|呢个?|这个?|本|当|下下个?|下个?)"


def _han_which(which: str) -> int:
    return {"上": -1, "下": 1}.get(which[0], 0) * (2 if which[:2] in ("上上", "下下") else 1)


def _named_month(match: _Match, today: date) -> Span | None:
    """A month by its name: of the year told, else the latest that has begun."""
    groups = match.groupdict()
    part = _PARTS.get((groups.get("part") or "").strip(), "")
    month = month_number(match["month"]) if match["month"].isascii() and match["month"][0].isalpha() else 0
    month = month or number(match["month"])
    year = int(groups["year"]) if groups.get("year") else han_year(groups.get("han"), today)
    if which := groups.get("which"):
        year = (
            today.year + WHICH[which] if groups.get("of_year") else _year_of_month(month, WHICH[which], today)
        )
    return _month(year or _year_of_month(month, -1 if month != today.month else 0, today), month, part)


def _year_of_month(month: int, which: int, today: date) -> int:
    """The year of the last, this or next month of that name."""
    if which > 0:
        return today.year + (month <= today.month)
    return today.year - (month > today.month or (which < 0 and month == today.month))


def _past(match: _Match, today: date) -> Span:
    """The last so many days, weeks, months or years, today included."""
    count, unit = max(1, min(number(match["count"]), 999)), match["unit"]
    if unit[0] in "my年" or unit.endswith("月"):
        months = count if unit.startswith(("mo", "mth")) or unit.endswith("月") else 12 * count
        return Span(shifted(today, -min(months, 1200)), today)
    return Span(today - timedelta(days=count * (7 if unit[0] == "w" or unit[-1] in "期拜周" else 1)), today)


def _some_days_ago(match: _Match, today: date) -> Span:
    return Span(today - timedelta(days=6), today - timedelta(days=2))


_PART = r"(?P<part>early|beginning of|start of|mid-?|middle of|late|end of)\s?"
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_YEAR_BEFORE = r"(?<![\d$.,#-])(?<![a-z])"

_PATTERNS: list[tuple[str, Reader]] = [
    # weeks
    (
        r"(?<![a-z])(?P<which>last|this|next|previous|following) (?:week|wk)(?!end|day)(?![a-z])",
        lambda m, t: _week(t, WHICH[m["which"]]),
    ),
    (
        r"(?<![a-z])(?:the )?(?:week|wk) before last(?![a-z])|(?<![a-z])last last (?:week|wk)(?![a-z])",
        lambda _, t: _week(t, -2),
    ),
    (
        rf"{_HAN_WHICH}(?:星期|礼拜|周)(?![一二三四五六日天末尾年围])",
        lambda m, t: _week(t, _han_which(m["which"])),
    ),
    (
        r"(?<![a-z])(?P<which>last|this past|past|this|next|coming)\s(?:weekend|wkend)(?![a-z])",
        lambda m, t: _weekend(t, -1 if "last" in m["which"] or "past" in m["which"] else WHICH[m["which"]]),
    ),
    (
        r"(?<![a-z])(?:at|over|during) the weekend(?![a-z])",
        lambda _, t: _weekend(t, 0 if t.weekday() > 4 else -1),
    ),
    (rf"{_HAN_WHICH}(?:星期|礼拜|周)?(?:周末|末|尾)", lambda m, t: _weekend(t, _han_which(m["which"]))),
    # months
    (
        rf"(?<![a-z])(?:(?:the )?{_PART}(?:the )?)?(?P<which>last|this|next|previous) (?:month"
        rf"|mth)(?![a-z])",
        lambda m, t: _months_away(WHICH[m["which"]], t, _PARTS.get((m["part"] or "").strip(), "")),
    ),
    (
        rf"{_HAN_WHICH}月(?:份)?(?P<part>[初中底尾末头])?(?![\d一二三四五六七八九十廿卅])",
        lambda m, t: _months_away(_han_which(m["which"]), t, _PARTS.get(m["part"] or "", "")),
    ),
    (
        rf"(?<![a-z])(?:in|since|during|of|from|between|to|by|until|till|before|after|around|all"
        rf"|whole)\s(?:(?:the )?{_PART})?"
        rf"(?:(?P<which>last|this|next)\s)?(?P<month>{MONTH})(?:\sof)?(?:[,\s]\s?(?P<year>(?:19"
        rf"|20)\d\d)(?!\d))?(?!\s?\d)",
        _named_month,
    ),
    (rf"(?<![a-z])(?:(?P<which>last|this|next)\s)(?P<month>{MONTH})(?!\s?\d)", _named_month),
    (
        rf"(?<![a-z])(?:the )?{_PART}(?P<month>{MONTH})(?:\sof)?(?:[,\s]\s?(?P<year>(?:19"
        rf"|20)\d\d)(?!\d))?(?!\s?\d)",
        _named_month,
    ),
    (
        rf"(?<![a-z\d])(?:{_PART})?(?P<month>{MONTH})(?:\sof)?[,\s]{{0,2}}(?P<year>(?:19|20)\d\d)(?!\d)",
        _named_month,
    ),
    (
        rf"(?<![a-z\d])(?P<month>{MONTH})\s(?:of\s)?(?P<which>last|this|next) (?P<of_year>year"
        rf"|yr)(?![a-z])",
        _named_month,
    ),
    (
        rf"(?<![a-z\d])(?P<of_year>)(?P<which>last|this|next) year(?:'s)? (?P<month>{MONTH})(?!\s?\d)",
        _named_month,
    ),
    (r"(?<!\d)(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d)(?!\d)", _named_month),
    (
        rf"(?P<han>{HAN_YEAR})?\s?(?P<month>{HAN_DAY})月(?:份)?(?P<part>[初中底尾末头])?(?!\s?{HAN_DAY}[日号])",
        _named_month,
    ),
    (
        r"(?<![一-龥\d])月(?P<part>[初中底尾末头])",
        lambda m, t: _months_away(0, t, _PARTS[m["part"]]),
    ),
    # years
    (
        r"(?<![a-z])(?P<which>last|this|next|previous) (?:year|yr)(?![a-z])(?!'?s? (?:of|on))",
        lambda m, t: _year(t.year + WHICH[m["which"]]),
    ),
    (
        r"(?<![a-z])(?:in|since|during|year|of|from|before|until|till|after|by)\s(?P<year>(?:19"
        r"|20)\d\d)(?![\d,.]*\d|\s?(?:points?|pts|dollars?|蚊|元|块|分|-))",
        lambda m, t: _year(int(m["year"])),
    ),
    (
        rf"{_YEAR_BEFORE}(?P<han>{HAN_YEAR})(?P<part>[初中底尾])?(?!\s?{HAN_DAY}月|度)",
        lambda m, t: _part_of_year(han_year(m["han"], t) or t.year, m["part"]),
    ),
    # so long back from today
    (
        rf"(?<![a-z])(?:last|past|previous)\s(?P<count>{_COUNT})\s(?P<unit>days?|weeks?|wks?|months?"
        rf"|mths?|years?|yrs?)(?![a-z])",
        _past,
    ),
    (
        r"(?:过去|最近|近|呢|这|前)(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?(?P<unit>日|天"
        r"|个?星期|个?礼拜|周|个月|年)(?!前)",
        _past,
    ),
    (
        r"(?<![a-z])a few days (?:ago|back|before)(?![a-z])|(?<![a-z])the other day(?![a-z])|几[日天](?:之"
        r"|以)?前|前几[日天]",
        _some_days_ago,
    ),
]

_COMPILED = [(re.compile(source), read) for source, read in _PATTERNS]


def _part_of_year(year: int, part: str | None) -> Span | None:
    whole = _year(year)
    if whole is None or part is None:
        return whole
    first, last = {"初": (1, 2), "中": (5, 8), "底": (11, 12), "尾": (11, 12)}[part]
    return Span(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def find(text: str, today: date) -> Iterator[Claim]:
    """Spans named in a folded text; a month that does not exist (13月) claims its place without a value."""
    for pattern, read in _COMPILED:
        for match in pattern.finditer(text):
            yield Claim("span", read(match, today), *match.span())
