# ruff: noqa: E501 - a paper stands on one line
"""Dates and times in every dress that tills give them."""

from datetime import date, time

import pytest

from bot.reading.fields.dates import dates_in, mended, moments_of, times_in, without_dates
from bot.reading.folding import fold
from tests.reading.layout import rows

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("2026-11-2012:07", DAY, time(12, 7)),  # the blank lost in recognition
        ("20NOV 202613:12:40", DAY, time(13, 12, 40)),
        ("20/11/202620:16:50", DAY, time(20, 16, 50)),
        ("民國115年11月20日 下午3:45", DAY, time(15, 45)),
        ("20/11/26 19:05", DAY, time(19, 5)),
        ("Nov 20, 2026 3:05PM", DAY, time(15, 5)),
        ("NOV 20, 26 15:05", DAY, time(15, 5)),
        ("20-Nov-26 12:05 am", DAY, time(0, 5)),
        ("2026年11月20日 18时21分", DAY, time(18, 21)),
        ("20.11.2026 09:15", DAY, time(9, 15)),
        ("11/20/2026 1:22 PM", DAY, time(13, 22)),  # no month 20: the other order
        ("DATE:20261120 13:04", DAY, time(13, 4)),
        ("日期20/11/2026", DAY, None),
        ("結帳 13:5220-11-2026", DAY, time(13, 52)),  # the blank lost the other way round
        ("20NOV2619:31", DAY, time(19, 31)),
        ("二零二六年十一月二十日 19:05", DAY, time(19, 5)),
        ("二〇二六年十月十日", date(2026, 10, 10), None),
        ("二零二六年三月三十一日", date(2026, 3, 31), None),
        ("二零二六年一一月十十日", None, None),  # no numeral of a month
        ("2O/11/2O26 1l:05", DAY, time(11, 5)),  # letters for digits
        ("31 0CTOBER 2024", date(2024, 10, 31), None),
        ("12/11/2026", date(2026, 11, 12), None),  # day first
        ("TEL 2265 8698", None, None),
        ("31/02/2026", None, None),
    ],
)
def test_dates_and_times(text: str, day: date | None, hour: time | None) -> None:
    plain = mended(fold(text))
    found = dates_in(plain)
    assert (found[0][0] if found else None) == day
    times = times_in(without_dates(plain))
    assert (times[0] if times else None) == hour


def test_the_day_of_purchase_is_told_from_other_days() -> None:
    found = moments_of(
        rows(
            "GODIVA\nPrinted   14/11/2026 10:12\nDate   13/11/2026 16:40\nValid until 31/12/2026\n最後增值 18/10/2026"
        )
    )
    assert found[0].day == date(2026, 11, 13)
    assert found[0].time == time(16, 40)


def test_a_time_in_the_next_row_belongs_to_the_day() -> None:
    assert moments_of(rows("DATE   22/11/2023\nTIME   12:49:30"))[0].time == time(12, 49, 30)


@pytest.mark.parametrize(
    "text",
    [
        "日期   20/11/2026\n入座 12:31   結帳 13:06",
        "日期   20/11/2026\n開檯 In 12:31   埋單 Out 13:06",
        "0PENED 20/11/2026 12:31\nCL0SED 20/11/2026 13:06",
        "Date 20/11/2026   Seated 12:31   Paid 13:06",
        "場次 Show 27/11/2026 19:30\nPrinted 20/11/2026 13:06",
    ],
)
def test_of_two_times_the_later_act_is_the_purchase(text: str) -> None:
    found = moments_of(rows(text))[0]
    assert (found.day, found.time) == (DAY, time(13, 6))


def test_which_of_two_short_numbers_is_the_year_follows_the_clock_that_is_given() -> None:
    printed = rows("Date 23/11/28 12:00")
    assert moments_of(printed, latest=2024)[0].day == date(2023, 11, 28)
    assert moments_of(printed, latest=2029)[0].day == date(2028, 11, 23)
