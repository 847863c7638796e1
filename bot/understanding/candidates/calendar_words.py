"""Words of the calendar and what they stand for: months, weekdays, years, numbers of days."""

import calendar
import re
from datetime import date, timedelta

from bot.understanding.candidates.numerals import parse_number
from bot.understanding.moods import Tense

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may(?!\s(?:i|we|you|not|be|have)(?![a-z]))"
    r"|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday|s)?|thu(?:r(?:s(?:day)?)?)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
HAN_DAY = r"(?:\d{1,2}(?!\d)|[一二两三四五六七八九十廿卅]{1,4})"

# Between the first and the last of a span.
TO = r"\s?(?:-|–|—|~|to|till|until|至|到)\s?"

# A year before a Chinese day: 2025年, 二零二五年, 民國115年, 去年.
HAN_YEAR = (
    r"(?:(?:(?:19|20)\d\d|(?<!\d)\d\d|[一二][零〇○九一二三四五六七八]{3}"
    r"|民国\s?(?:\d{2,3}|[一二三四五六七八九十百零]{2,5}))\s?年|大前年|[去旧上前今明出本]年)"
)
# A year behind an English day: 2025, '25, last year.
ENGLISH_YEAR = (
    r"(?:,?[\s-]?(?:of\s)?(?P<year>(?:19|20)\d\d)(?!\d)|,?\s?'(?P<short>\d\d)(?!\d)"
    r"|[-/](?P<tail>\d\d)(?!\d)"
    r"|,?\s(?:of\s)?(?P<which>last|this|next)\s(?:year|yr)(?![a-z]))"
)
_YEARS_AWAY = {"大": -3, "去": -1, "旧": -1, "上": -1, "前": -2, "今": 0, "本": 0, "明": 1, "出": 1}
WHICH = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "this": 0,
    "coming": 0,
    "current": 0,
    "next": 1,
    "following": 1,
}
_AHEAD = 10  # years
_REPUBLIC = 1911  # the year before the first of 民國

ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINAL_DAYS = {word: number for number, word in enumerate(ORDINALS, 1)} | {
    f"twenty{gap}{word}": 20 + number for number, word in enumerate(ORDINALS[:9], 1) for gap in "- "
}
ORDINAL_DAYS |= {"thirtieth": 30, "thirty-first": 31, "thirty first": 31}
ENGLISH_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(sorted(ORDINAL_DAYS, key=len, reverse=True))})"


def month_number(name: str) -> int:
    """1-12 for an English name or its beginning."""
    return _MONTHS.index(name[:3]) + 1


def weekday_number(name: str) -> int:
    """0 for Monday, for an English name or its beginning."""
    return _WEEKDAYS.index(name[:3])


def number(text: str) -> int:
    """A whole number; 0 for what is none, which no day has."""
    found = parse_number(text)
    return int(found) if found is not None else 0


def day_number(text: str) -> int:
    """The number of an English day: 3, 3rd, third."""
    return ORDINAL_DAYS.get(text) or int(re.sub(r"\D", "", text))


def han_year(written: str | None, today: date) -> int | None:
    """The year of `HAN_YEAR`, None without one."""
    if not written:
        return None
    name = written.strip()[:-1].strip()
    if name[0] in _YEARS_AWAY:
        return today.year + _YEARS_AWAY[name[0]]
    if name.startswith("民国"):
        return number(name.removeprefix("民国").strip()) + _REPUBLIC
    year = number(name)
    return of_two_digits(year, today) if year < 100 else year


def english_year(match: re.Match[str], today: date) -> int | None:
    """The year in the groups of `ENGLISH_YEAR`, None without one."""
    found = match.groupdict()
    if found["year"]:
        return int(found["year"])
    if short := found["short"] or found["tail"]:
        return of_two_digits(int(short), today)
    if which := found["which"] or found.get("before"):
        return today.year + WHICH[which]
    return None


def of_two_digits(year: int, today: date) -> int:
    """The year that two digits name: none that is far ahead, which would be a birthday's ("born in 90")."""
    return 2000 + year if 2000 + year <= today.year + _AHEAD else 1900 + year


def existing(year: int, month: int, day: int) -> date | None:
    """That day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(month: int, day: int, today: date, tense: Tense | None = None) -> date | None:
    """The day of that name that lies nearest to today, on the side of it that the tense tells."""
    near = [found for year in (-1, 0, 1) if (found := existing(today.year + year, month, day))]
    told = [
        found
        for found in near
        if not (tense == "past" and found > today) and not (tense == "future" and found < today)
    ]
    return min(told or near, key=lambda found: abs((found - today).days), default=None)


def shifted(day: date, months: int) -> date:
    """The day so many months later (earlier where negative), or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def week_start(day: date, weeks: int = 0) -> date:
    """The Monday of the week so many weeks later."""
    return day - timedelta(days=day.weekday() - 7 * weeks)


def day_of_month(day: int, today: date, *, ahead: bool) -> date | None:
    """The latest such day that is not after today; `ahead`: the first that is not before it."""
    for months in range(3):
        first = shifted(today.replace(day=1), months if ahead else -months)
        found = existing(first.year, first.month, day)
        if found and (found >= today if ahead else found <= today):
            return found
    return None
