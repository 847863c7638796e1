# ruff: noqa: E501 - a pattern is easier to read on one line
"""Dates and times as shops in Hong Kong print them: day first, 年月日, 民國, months by name, 12-hour clocks, and
date and time run together by the recogniser."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from bot.reading.folding import fold
from bot.reading.ocr.lines import Piece, Row

_MONTHS = {name: number for number, name in enumerate(
    ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"), start=1
)}  # fmt: skip
_MONTH = (
    r"(?P<name>JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?"
    r"|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_SEP = r"\s?[-/.,年]\s?"
# In order of trust. `(?!\d)` is left out after a year and a day: recognition drops the blank before the time.
_PATTERNS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"民国\s?(?P<roc>\d{2,3})\s?[年./-]\s?(?P<month>\d{1,2})\s?[月./-]\s?(?P<day>\d{1,2})", "roc"),
        (_YEAR + r"\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日?", "ymd"),
        (r"(?<![\d/.-])" + _YEAR + r"\s?(?P<sep>[-/.])\s?(?P<month>0[1-9]|1[0-2]|[1-9](?!\d))\s?(?P=sep)\s?(?P<day>3[01]|[12]\d|0[1-9]|[1-9])(?![-/\d.]*[-/])", "ymd"),
        (r"(?<![\dA-Z/-])(?<!\d\.)(?P<day>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?" + _YEAR + r"(?!:\d)", "dmy"),
        (r"(?<!\d)(?P<day>\d{1,2})(?:ST|ND|RD|TH)?\s?[-/., ]?\s?" + _MONTH + r"\s?[-/.,' ]*\s?" + _YEAR, "dmy"),
        (_MONTH + r"\s?[-/. ]?\s?(?P<day>\d{1,2})(?:ST|ND|RD|TH)?(?!\d)\s?[,/. -]*\s?" + _YEAR, "dmy"),
        (_MONTH + r"\s?[-/. ]?\s?(?P<day>\d{1,2})(?:ST|ND|RD|TH)?\s?[,'/ -]+\s?(?P<short>\d{2})(?![\d:])", "dmy"),
        (_YEAR + r"\s?[-/., ]?\s?" + _MONTH + r"\s?[-/., ]?\s?(?P<day>\d{1,2})", "ymd"),
        (r"(?<!\d)(?P<day>\d{1,2})\s?[-/., ]?\s?" + _MONTH + r"\s?[-/.,' ]*\s?(?P<short>\d{2})(?![\d:])", "dmy"),
        (r"(?<![\dA-Z/-])(?<!\d\.)(?P<day>\d{1,2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<short>\d{2})(?!\d(?!\d?:)|[-/]|\.\d)", "short"),
        (r"(?<!\d)(?P<short>\d{2})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日?", "ymd"),
        (r"(?<!\d)(?P<day>\d{1,2})\s(?P<month>\d{1,2})\s" + _YEAR + r"(?!\d)", "dmy"),
        (r"(?<![\dA-Z-])(?P<year>20[0-4]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\dA-Z-])", "compact"),
    )
)  # fmt: skip

_TIME = re.compile(
    r"(?P<half>上午|下午|晚上|中午|凌晨|早上|傍晚|(?<![A-Z])[AP]\.?M\.?)?\s?"
    r"(?<!\d[.,:])(?P<hour>[01]?\d|2[0-4])\s?(?:[:时点]|(?<=\d)\.(?=\d\d[.:]\d\d))\s?(?P<minute>[0-5]\d)"
    r"(?:\s?[:分.]\s?(?P<second>[0-5]\d)(?!\d)秒?)?分?(?![\d:])\s?(?P<after>[AP]\.?\s?M\b\.?)?"
)
_RUN_TOGETHER = re.compile(
    r"(?P<date>[0-3]\d(?P<sep>[/-])[01]\d(?P=sep)20\d\d|20\d\d(?P<other>[/-])[01]\d(?P=other)[0-3]\d)\s?(?P<time>[0-2]\d:[0-5]\d)"
)
# Days that are printed on a receipt and are not the day of the purchase.
_OTHER_DAY = re.compile(
    r"VALID|EXPIR|\bEXP\b|有效|到期|限期|届满|截止|增值|TOP.?UP|ADD.?VALUE|RELOAD|送货|交货|取[货衣镜件]|提货|READY|PICK.?UP|DELIVER|COLLECT"
    r"|退换|退货|更换|换货|EXCHANGE|REFUND|RETURN|BEFORE|UNTIL|TILL \d|\bFROM \d|生日|BIRTH|WARRANTY|保养|保修|保用|入会|JOIN|续会"
    r"|推广|优惠期|PROMOTION|OFFER|活动|使用日期|换领|积分到期|BEST BY|食用|UPDATED|GST ?(?:ID|NO|REG)|SINCE|ESTABLISHED|COPYRIGHT"
    r"|下次|NEXT|预约|APPOINTMENT|生效|预订|BOOKING|场次|映期|放映|演出|SCREENING|(?<![A-Z])SHOW(?:TIME|ING)?(?![A-Z])|PERFORMANCE|(?<![A-Z])(?:HOUSE|SEATS?|HALL)(?![A-Z])|座位|影厅|\d院|入场"
)
# The day of an Octopus card's last top-up says nothing of the purchase.
_NEVER = re.compile(r"(?:现金|自动)增值|上[一1]?次|[1一I]:?[一1]次|LAST (?:ADD|TOP|RELOAD)")
_MONTH_AND_TIME = re.compile(
    rf"(\d{{1,2}}{_MONTH}\d{{2}})(?=\d{{2}}:\d{{2}})"
)  # the blank lost: "12NOV2619:31"
# The day of printing is that of the purchase where the paper tells no other.
_PRINTED = re.compile(r"PRINT|补印|重印|列印|打印|印于")
# Of two times on a restaurant's bill the later act is the purchase.
_BEGINS = re.compile(
    r"开[台檯枱放]|入座|开始|到达|落单|下单|点餐|(?<![A-Z])(?:IN|OPEN(?:ED)?|SEATED|ARRIV\w*|START(?:ED)?|ORDERED)(?![A-Z])"
)
_ENDS = re.compile(
    r"结[账帐]|埋单|离座|印单|付款|支付|结束|(?<![A-Z])(?:OUT|CLOSED?|PAID|SETTLED|CHECK(?:ED)? ?OUT)(?![A-Z])"
)
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"0": 0}
_IN_NUMERALS = re.compile(
    r"(?P<year>[二一][0零一二三四五六七八九]{3})年(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日?"
)
ANY_YEAR = 2100  # where it does not matter in which year a paper can have been printed
_CLEAR = 0.98  # the score of print in which no digit is doubtful
_DAY_LABEL = re.compile(r"DATE|日期|时间|TIME|日子|\bDT\b|交易|付款|支付|消费日|开单|结账|销售日|入账")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date found on the paper, with the time that belongs to it."""

    day: date
    time: time | None
    row: Row
    piece: Piece
    weight: float  # how likely it is the day of the purchase, 0-1
    certain_order: bool  # day and month (and year) cannot be exchanged
    beside: bool = False  # its time stands in another row
    paid: bool = False  # called the time of payment


def dates_in(text: str, latest: int = ANY_YEAR) -> list[tuple[date, int, int, bool]]:
    """(day, start, end, certain order) for each date in folded text; a stretch of text is used once.

    `latest` is the last year in which a paper can have been printed: it settles which of two short numbers is
    the year, and nothing else.
    """
    found: list[tuple[date, int, int, bool]] = []
    for pattern, kind in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for _, start, end, _ in found):
                continue
            read = _day(match, kind, latest)
            if read:
                found.append((read[0], match.start(), match.end(), read[1]))
    return sorted(found, key=lambda item: item[1])


def times_in(text: str) -> list[time]:
    """The times of day in folded text; dates must be taken out first."""
    return [moment for moment, _ in _labelled_times(text)]


def _labelled_times(text: str) -> list[tuple[time, str]]:
    """The times of day in folded text, each with the words since the one before it."""
    times, last = [], 0
    for match in _TIME.finditer(text):
        label, last = text[last : match.start()], match.end()
        hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
        half = (match["half"] or match["after"] or "").replace(".", "").replace(" ", "")
        if (half in ("下午", "晚上", "傍晚", "PM") and hour < 12) or (half == "中午" and hour < 3):
            hour += 12
        elif half in ("上午", "凌晨", "早上", "AM") and hour == 12:
            hour = 0
        if hour < 24:
            times.append((time(hour, minute, second), label))
    return times


def _paid_at(text: str) -> time | None:
    """The time of payment among those in folded text without dates: the first, unless words say otherwise."""
    times = _labelled_times(text)
    paid = [moment for moment, label in times if _ENDS.search(label)]
    other = [moment for moment, label in times if not _BEGINS.search(label)]
    return next(iter([*paid, *other, *(moment for moment, _ in times)]), None)


def without_dates(text: str) -> str:
    """Folded text with its dates blanked, so that numbers and times can be looked for in the rest."""
    for _, start, end, _ in reversed(dates_in(text)):
        text = text[:start] + " " * 3 + text[end:]
    return text


def moments_of(rows: Sequence[Row], latest: int = ANY_YEAR) -> list[Moment]:
    """Every date on the paper that can be the day of the purchase, the likeliest first. `latest`: `dates_in`."""
    found: list[Moment] = []
    for position, row in enumerate(rows):
        text = mended(row.plain)
        for day, start, end, certain in dates_in(text, latest):
            ahead = text[:start]
            weight = 0.6 - 0.1 * position / max(1, len(rows))
            if _NEVER.search(text):
                continue
            if _BEGINS.search(ahead):
                weight -= 0.2
            elif _ENDS.search(ahead):
                weight += 0.15
            if _OTHER_DAY.search(text):
                weight -= 0.45
            elif _PRINTED.search(text):
                weight -= 0.3
            if _DAY_LABEL.search(ahead) or (
                not ahead.strip() and position and _only_label(rows[position - 1])
            ):
                weight += 0.2
            rest = text[end:] + "  " + ahead
            moment = _time_for(rows, position, rest)
            if moment:
                weight += 0.15
            if not certain:
                weight -= 0.05
            away = moment is not None and _paid_at(without_dates(rest)) is None
            paid = bool(_ENDS.search(ahead))
            piece = _piece_at(row, start)
            found.append(Moment(day, moment, row, piece, weight, certain, away, paid))
    if not found:
        found = [moment for row in rows for moment in _run_together(row)]
    return sorted(found, key=lambda moment: (-moment.weight, moment.row.index))


def _run_together(row: Row) -> Iterator[Moment]:
    """A date and time that the recogniser ran together with a code before them: "0934-000105/01/201813:30"."""
    for match in _RUN_TOGETHER.finditer(mended(row.plain)):
        read = dates_in(match["date"])
        if read:
            hour = times_in(match["time"])
            yield Moment(
                read[0][0], hour[0] if hour else None, row, _piece_at(row, match.start()), 0.3, read[0][3]
            )


def _time_for(rows: Sequence[Row], position: int, rest: str) -> time | None:
    """The time in the same row, or else alone or under its label in one of the rows beside it."""
    moment = _paid_at(without_dates(rest))
    if moment:
        return moment
    for beside in (position + 1, position - 1, position + 2, position - 2):
        if 0 <= beside < len(rows):
            text = mended(rows[beside].plain)
            if dates_in(text) or _OTHER_DAY.search(text):
                continue
            labelled = (
                re.search(r"TIME|时间", text)
                or _ENDS.search(text)
                or re.search(r"TIME|时间", rows[beside - 1].plain)
            )
            moment = _paid_at(text)
            if moment and (labelled or abs(beside - position) == 1):
                return moment
    return None


def lone_time(rows: Iterable[Row]) -> time | None:
    """A time under its own label anywhere, for papers that print it away from the date."""
    for row in rows:
        text = mended(row.plain)
        if re.search(r"TIME|时间", text) and not (_OTHER_DAY.search(text) or _PRINTED.search(text)):
            moment = _paid_at(without_dates(text))
            if moment:
                return moment
    return None


def mended(text: str) -> str:
    """Folded text with letters put back to digits inside what looks like a date or a time."""
    text = _IN_NUMERALS.sub(_in_digits, text)
    text = re.sub(r"0(?=CT)|(?<![A-Z0-9])0(?=[A-Z]{3})|(?<=[A-Z])0(?=[A-Z]{2})", "O", text)
    text = re.sub(r"(?<=\d);(?=\s?(?:19|20)\d\d)", ",", text)
    text = re.sub(r"(?<=\d:\d{2})(?=\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2})", " ", text)
    text = re.sub(r"((?:TIME|时间)\W{0,4}\d{1,2})\.(?=\d{2}(?![\d.]))", r"\1:", text)
    text = re.sub(r"(?<=N)0(?=V(?![A-Z]))", "O", text)
    text = re.sub(r"(?<=\d)[OQ](?=[\d/:-])|(?<=[/:-])[OQ](?=\d)", "0", text)
    text = re.sub(r"(?<=\d)[IL|](?=[\d/:])|(?<=[/:])[IL|](?=\d)", "1", text)
    text = re.sub(r"(?<![\dA-Z])[O](?=\d[/-]\d)", "0", text)
    text = _MONTH_AND_TIME.sub(r"\1 ", text)
    return re.sub(r"(?<=\d)[;](?=\d{2}\b)", ":", text)


def _in_digits(match: re.Match[str]) -> str:
    """A day in Chinese numerals, in digits: 二零二六年十一月二十日."""
    year = "".join(str(_NUMERALS[char]) for char in match["year"])
    return f"{year}年{_numeral(match['month'])}月{_numeral(match['day'])}日"


def _numeral(text: str) -> int:
    """A Chinese numeral below a hundred."""
    tens, ten, ones = text.rpartition("十")
    return 10 * _NUMERALS[tens or "一"] * bool(ten) + (_NUMERALS[ones] if ones else 0)


def _only_label(row: Row) -> bool:
    return bool(_DAY_LABEL.search(row.plain)) and not re.search(r"\d{2}", row.plain)


def _piece_at(row: Row, start: int) -> Piece:
    position = 0
    for piece in row.pieces:
        position += len(piece.plain) + 1
        if start < position:
            return piece
    return row.pieces[-1]


def _day(match: re.Match[str], kind: str, latest: int) -> tuple[date, bool] | None:
    groups = match.groupdict()
    day = int(groups["day"])
    month = _MONTHS[groups["name"][:3]] if groups.get("name") else int(groups["month"])
    if groups.get("roc"):
        year = int(groups["roc"]) + 1911
    elif groups.get("short"):
        year = 2000 + int(groups["short"])
    else:
        year = int(groups["year"])
    certain = True
    if kind == "short":
        # 26/11/20 is day first here; year first only where the day cannot be one or the year lies far off.
        day_first = _valid(year, month, day)
        year_first = _valid(2000 + day, month, year - 2000)
        if day_first and year_first and year > latest >= year_first.year:
            return year_first, False
        if day_first and not (year < 2010 and year_first) and year < 2050:
            return day_first, year_first in (None, day_first) or not 20 <= day <= 30
        if year_first and day >= 10:
            return year_first, False
        return None if match["sep"] == "." else _american(year, month, day)
    if kind == "dmy" and not groups.get("name"):
        read = _valid(year, month, day)
        if read is None:
            return _american(year, month, day)
        return read, True
    read = _valid(year, month, day)
    return (read, certain) if read else None


def _american(year: int, month: int, day: int) -> tuple[date, bool] | None:
    read = _valid(year, day, month)
    return (read, False) if read else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def compact_days(text: str) -> set[date]:
    """Days written inside codes (`MN8801-20261119-0456`, `B0316-231125-0088`): they bear a printed date out."""
    days = set()
    for run in re.findall(r"\d{6,}", fold(text)):
        for start in range(len(run)):
            for length, year in ((8, 0), (6, 2000)):
                part = run[start : start + length]
                if len(part) == length:
                    cut = length - 4
                    day = _valid(year + int(part[:cut]), int(part[cut : cut + 2]), int(part[cut + 2 :]))
                    if day:
                        days.add(day)
    return days


def misread_year(moment: Moment, codes: Iterable[date]) -> date | None:
    """The day with its year put right, where the print is doubtful and a code on the paper holds the same day
    of another year that differs in one digit."""
    if moment.piece.score > _CLEAR:
        return None
    day = moment.day
    return next(
        (
            code
            for code in codes
            if (code.month, code.day) == (day.month, day.day)
            and sum(a != b for a, b in zip(str(code.year), str(day.year), strict=True)) == 1
        ),
        None,
    )
