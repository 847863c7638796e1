"""Every number, sum, day, span, time and count of a message, with its kind, value and marks."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from bot.text import fold_typed
from bot.understanding.candidates import Candidate, Range, Span, find_candidates

NOW = datetime.fromisoformat("2026-11-20T12:00:00+08:00")  # a Friday


def candidates(text: str, *kinds: str) -> list[Candidate]:
    found = find_candidates(fold_typed(text), NOW).candidates
    return [candidate for candidate in found if not kinds or candidate.kind in kinds]


def values(text: str, *kinds: str) -> list[str]:
    return [_shown(candidate) for candidate in candidates(text, *kinds)]


def _shown(candidate: Candidate) -> str:
    match candidate.value:
        case Span(first, last):
            return f"{first}..{last}"
        case Range(low, high):
            return f"{low:f}~{high:f}"
        case datetime() as moment:
            return moment.strftime("%Y-%m-%dT%H:%M")
        case time() as clock:
            return clock.strftime("%H:%M")
        case Decimal() as number:
            return f"{number.normalize():f}"
        case date() as day:
            return day.isoformat()
        case text:
            return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1 350 at Muji", "1350"),
        ("hk$1 350.50 paid", "1350.5"),
        ("350元八達通", "350"),
        ("350蚊一個", "350"),
        ("300块八折", "300"),
        ("一百零五块六能积几分", "105.6"),
        ("九十九元五角", "99.5"),
        ("I spent $1.5k", "1500"),
        ("使咗1.5k蚊", "1500"),
        ("千二蚊", "1200"),
        ("百五蚊", "150"),
        ("三百半蚊", "350"),
        ("八舊水", "800"),
        ("六嚿半嘢", "650"),
        ("二百三十八個半", "238.5"),
        ("花了1万2块", "12000"),
        ("three hundred and fifty dollars", "350"),
        ("a hundred bucks", "100"),
        ("a couple hundred dollars", "200"),
        ("2 grand dollars", "2000"),
        ("兩千零五元", "2005"),
        ("＄５００", "500"),
    ],
)
def test_sums_of_money(text: str, expected: str) -> None:
    assert values(text, "money") == [expected]


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("US$350", "USD"),
        ("350 US dollars", "USD"),
        ("350美元", "USD"),
        ("RMB 200", "CNY"),
        ("200人民幣", "CNY"),
        ("¥200", "CNY"),
        ("200 yuan", "CNY"),
        ("500歐元", "EUR"),
        ("€500", "EUR"),
        ("HK$500", "HKD"),
        ("五百港元", "HKD"),
        ("5000日圓", "JPY"),
        ("$350", None),
        ("350蚊", None),
    ],
)
def test_the_currency_is_told_where_the_words_tell_it(text: str, currency: str | None) -> None:
    (found,) = candidates(text, "money")
    assert found.currency == currency


@pytest.mark.parametrize(
    ("text", "value", "each"),
    [
        ("2 items at $175 each", "175", 2),
        ("兩件每件175", "175", 2),
        ("两件，每件175元", "175", 2),
        ("買咗三件 175蚊一件", "175", 3),
        ("3 x $100", "100", 3),
        ("$100 x 3", "100", 3),
        ("$350 for two shirts", "350", None),
        ("used a $50 gift card", "50", None),
        ("four $50 vouchers", "50", 4),
        ("20 vouchers of $50 each", "50", 20),
        ("i buy 2 pcs shirt, 1 pc $175", "175", 2),
        ("每个七十五块，买了四个", "75", 4),
    ],
)
def test_so_many_at_so_much_each(text: str, value: str, each: int | None) -> None:
    (found,) = candidates(text, "money")
    assert (_shown(found), found.each) == (value, each)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("between 90 and 110", "number", "90~110"),
        ("between $90 and $110", "money", "90~110"),
        ("100-200 dollars", "money", "100~200"),
        ("$100 - $200", "money", "100~200"),
        ("一百至二百蚊", "money", "100~200"),
        ("一百到二百", "number", "100~200"),
        ("1-2 hours", "hours", "1~2"),
        ("7-11", "code", "7-11"),
        ("三四百蚊", "money", "300~400"),
        ("100至200分", "points", "100~200"),
    ],
)
def test_a_value_between_two(text: str, kind: str, expected: str) -> None:
    assert [(found.kind, _shown(found)) for found in candidates(text)] == [(kind, expected)]


@pytest.mark.parametrize(
    ("text", "expected"), [("$200 + $150", ["200", "150"]), ("200蚊加150蚊", ["200", "150"])]
)
def test_two_sums_are_two(text: str, expected: list[str]) -> None:
    assert values(text, "money") == expected


@pytest.mark.parametrize(
    "text",
    [
        "三百幾蚊",
        "about $300",
        "大約300蚊",
        "三百多元",
        "$300 or so",
        "under $300",
        "唔夠300蚊",
    ],
)
def test_what_is_told_roughly_is_marked(text: str) -> None:
    (found,) = candidates(text, "money")
    assert (_shown(found), found.about) == ("300", True)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("300 points", "points", "300"),
        ("三百分", "points", "300"),
        ("I have 2,500 pts", "points", "2500"),
        ("18 yo", "age", "18"),
        ("I'm 17, can I join", "age", "17"),
        ("我17歲", "age", "17"),
        ("十七岁能入会吗", "age", "17"),
        ("12 instalments", "count", "12"),
        ("分12期", "count", "12"),
        ("第三張單", "ordinal", "3"),
        ("third receipt today", "ordinal", "3"),
        ("20% off", "percent", "20"),
        ("八折", "percent", "20"),
        ("version 10.3", "version", "10.3"),
        ("支付寶 10.3.10", "version", "10.3.10"),
        ("phone 9123 4567", "code", "9123 4567"),
        ("member FW-100001", "code", "fw-100001"),
        ("receipt no. 12345", "code", "12345"),
        ("單號 88231", "code", "88231"),
        ("驗證碼482913", "code", "482913"),
        ("2 hours", "hours", "2"),
        ("兩個半鐘", "hours", "2.5"),
        ("半小时", "hours", "0.5"),
        ("two and a half hours", "hours", "2.5"),
        ("a third hour", "ordinal", "3"),
        ("第三個鐘", "ordinal", "3"),
        ("12 mths instalment", "count", "12"),
        ("身份证尾号3456", "code", "3456"),
        ("iPhone 15", "code", "15"),
        ("二百三十", "number", "230"),
        ("one fifty", "number", "150"),
        ("fifty", "number", "50"),
        ("350", "number", "350"),
    ],
)
def test_what_a_number_counts(text: str, kind: str, value: str) -> None:
    first = candidates(text)[0]
    assert (first.kind, _shown(first)) == (kind, value)


@pytest.mark.parametrize(
    "text",
    ["七仔買嘢", "一定要去", "八達通", "千万不要", "十分好", "the one I like", "百佳", "唔該一齊計", "24/7"],
)
def test_parts_of_words_are_no_numbers(text: str) -> None:
    assert candidates(text, "number", "money", "points") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("去年12月31日", "2025-12-31"),
        ("旧年十二月三十一号", "2025-12-31"),
        ("Dec 31 last year", "2025-12-31"),
        ("last year on 31 December", "2025-12-31"),
        ("二零二五年十二月三十一日", "2025-12-31"),
        ("二〇二五年十二月三十一日", "2025-12-31"),
        ("8 November 1990", "1990-11-08"),
        ("1990年11月8日", "1990-11-08"),
        ("31 Dec '25", "2025-12-31"),
        ("31-Dec-25", "2025-12-31"),
        ("民國115年3月2日", "2026-03-02"),
        ("2026-04-15", "2026-04-15"),
        ("15.11.2026", "2026-11-15"),
        ("bought on 15/4", "2026-04-15"),
        ("15/4買咗", "2026-04-15"),
        ("twenty-first of October", "2026-10-21"),
        ("Monday last week", "2026-11-09"),
        ("last week Wed", "2026-11-11"),
        ("上個禮拜三", "2026-11-11"),
        ("next Monday", "2026-11-23"),
        ("下星期一", "2026-11-23"),
        ("I'll come on Monday", "2026-11-23"),
        ("bought it on Monday", "2026-11-16"),
        ("上月廿八", "2026-10-28"),
        ("上个月28号", "2026-10-28"),
        ("28th last month", "2026-10-28"),
        ("the day before yesterday", "2026-11-18"),
        ("ytd", "2026-11-19"),
        ("前日", "2026-11-18"),
        ("尋晚", "2026-11-19"),
        ("大前日", "2026-11-17"),
        ("a fortnight ago", "2026-11-06"),
        ("半年前", "2026-05-20"),
        ("half a year ago", "2026-05-20"),
        ("三個月前", "2026-08-20"),
        ("12號晚", "2026-11-12"),
        ("I will go on the 30th", "2026-11-30"),
        ("聽日", "2026-11-21"),
        ("in two weeks", "2026-12-04"),
        ("去年国庆节", "2025-10-01"),
        ("Sat 14 Nov", "2026-11-14"),
        ("wed 11/11", "2026-11-11"),
        ("11月14日(星期六)", "2026-11-14"),
        ("last Christmas Day", "2025-12-25"),
        ("三日後", "2026-11-23"),
    ],
)
def test_days_are_taken_whole(text: str, day: str) -> None:
    assert [(found.kind, _shown(found)) for found in candidates(text)] == [("day", day)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("last week", "2026-11-09..2026-11-15"),
        ("上星期", "2026-11-09..2026-11-15"),
        ("this week", "2026-11-16..2026-11-22"),
        ("下個禮拜", "2026-11-23..2026-11-29"),
        ("last month", "2026-10-01..2026-10-31"),
        ("上個月", "2026-10-01..2026-10-31"),
        ("in October", "2026-10-01..2026-10-31"),
        ("十月買嘅", "2026-10-01..2026-10-31"),
        ("October 2024", "2024-10-01..2024-10-31"),
        ("in 2024", "2024-01-01..2024-12-31"),
        ("2024年入會", "2024-01-01..2024-12-31"),
        ("去年", "2025-01-01..2025-12-31"),
        ("end of October", "2026-10-21..2026-10-31"),
        ("月尾", "2026-11-21..2026-11-30"),
        ("三月到五月", "2026-03-01..2026-05-31"),
        ("上月底", "2026-10-21..2026-10-31"),
        ("past three months", "2026-08-20..2026-11-20"),
        ("过去三个月", "2026-08-20..2026-11-20"),
        ("10-15 Nov", "2026-11-10..2026-11-15"),
        ("11月3日至7日", "2026-11-03..2026-11-07"),
        ("1/11 - 5/11", "2026-11-01..2026-11-05"),
        ("本月十五日至二十日", "2026-11-15..2026-11-20"),
        ("幾日前", "2026-11-14..2026-11-18"),
        ("a few days ago", "2026-11-14..2026-11-18"),
    ],
)
def test_spans_stay_spans(text: str, span: str) -> None:
    assert values(text, "span", "day") == [span]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("bought on 31/11 for $350", "31/11"),
        ("29 Feb 2027", "29 Feb 2027"),
        ("2027年2月29日", "2027年2月29日"),
        ("13月5日", "13月5日"),
        ("11月31號買嘅", "11月31號"),
    ],
)
def test_a_day_that_does_not_exist_is_said_to_be_one(text: str, place: str) -> None:
    found = find_candidates(fold_typed(text), NOW)
    assert [text[start:end] for start, end in found.impossible] == [place]
    assert not [c for c in found.candidates if c.kind in ("day", "number", "span")]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("at 18:00", "18:00"),
        ("7:45 pm", "19:45"),
        ("7pm", "19:00"),
        ("9 in the morning", "09:00"),
        ("夜晚八點半", "20:30"),
        ("下晝三點", "15:00"),
        ("下午3点15分", "15:15"),
        ("朝早十點", "10:00"),
        ("中午12点", "12:00"),
        ("quarter past seven", "19:15"),
        ("ten to eight", "19:50"),
        ("half past 11", "11:30"),
        ("three o'clock", "15:00"),
        ("noon", "12:00"),
        ("三點九", "15:45"),
        ("四點一刻", "16:15"),
        ("下午三点二十", "15:20"),
    ],
)
def test_clock_times(text: str, clock: str) -> None:
    assert [(found.kind, _shown(found)) for found in candidates(text)] == [("clock", clock)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("I go on the 30th at 7:45 pm", "2026-11-30T19:45"),
        ("yesterday at 3pm", "2026-11-19T15:00"),
        ("at 7:45pm on 12 Nov", "2026-11-12T19:45"),
        ("尋晚八點半", "2026-11-19T20:30"),
        ("琴日下晝三點", "2026-11-19T15:00"),
        ("昨天18:30", "2026-11-19T18:30"),
        ("12號晚八點", "2026-11-12T20:00"),
        ("on Friday at 8", "2026-11-20T20:00"),
        ("我聽日三點嚟", "2026-11-21T15:00"),
        ("ytd nite 9pm", "2026-11-19T21:00"),
        ("2026-11-12 19:45", "2026-11-12T19:45"),
        ("two hours ago", "2026-11-20T10:00"),
        ("兩個鐘前", "2026-11-20T10:00"),
    ],
)
def test_a_day_and_its_time_are_a_moment(text: str, moment: str) -> None:
    assert [(found.kind, _shown(found)) for found in candidates(text)] == [("moment", moment)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("not yesterday but today", "2026-11-20"),
        ("唔係尋日 係前日", "2026-11-18"),
        ("唔係尋日係前日", "2026-11-18"),
        ("不是昨天，是前天", "2026-11-18"),
        ("not 1 hour but 2 hours", "2"),
        ("唔係一個鐘，係兩個鐘", "2"),
        ("350 sorry 450", "450"),
        ("$350 no wait $450", "450"),
        ("it was $350... actually $450", "450"),
        ("350蚊，打錯，係450蚊", "450"),
        ("350元，不对，450元", "450"),
        ("350 唔係 450", "450"),
        ("350蚊 應該係450蚊", "450"),
        ("yesterday, I mean the day before yesterday", "2026-11-18"),
        ("尋日，講錯，前日", "2026-11-18"),
        ("一個鐘，唔好，兩個鐘", "2"),
    ],
)
def test_of_two_values_one_is_denied_or_taken_back(text: str, kept: str) -> None:
    assert [_shown(c) for c in candidates(text) if not (c.negated or c.retracted)] == [kept]


def test_digits_without_a_place_are_told() -> None:
    text = "abc$$9x7 and 350"
    found = find_candidates(fold_typed(text), NOW)
    covered = [*((c.start, c.end) for c in found.candidates), *found.loose]
    assert all(
        any(start <= index < end for start, end in covered)
        for index, character in enumerate(text)
        if character.isdigit()
    )


def test_places_are_those_of_the_original_text() -> None:
    text = "😀 ﬁgs ＨＫ＄５００ 尋日 買"
    assert [text[c.start : c.end] for c in candidates(text)] == ["ＨＫ＄５００", "尋日"]


def test_hours_of_a_stay_are_two_times() -> None:
    assert values("parked from 11:30 to 15:45", "clock", "number") == ["11:30", "15:45"]
