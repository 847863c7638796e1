"""When somebody answers: by weekday, by day, across midnight, and not at all."""

from datetime import date, datetime, time

import pytest

from bot.clock import HONG_KONG
from bot.ledger import staff
from bot.ledger.staff import Hours, HoursError, Span
from bot.ledger.store import Act, Database

DAY = Span(time(10), time(19))
PROGRAMME = "festival-walk"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HONG_KONG)  # the 20th is a Friday


def test_hours_of_a_week_with_days_that_differ(database: Database) -> None:
    with database.transaction() as session:
        week = {weekday: [Span(time(14), time(18)), Span(time(10), time(13))] for weekday in range(5)}
        staff.set_week(Act(session, "staff:amy", at(20, 9)), PROGRAMME, week)
        staff.set_day(Act(session, "staff:amy", at(20, 9)), PROGRAMME, date(2026, 11, 23), [])
        staff.set_day(
            Act(session, "staff:amy", at(20, 9)), PROGRAMME, date(2026, 11, 22), [Span(time(20), time(0))]
        )
    with database.reading() as session:
        hours = staff.hours_of(session, PROGRAMME)
        assert not staff.hours_of(session, "cityplaza").known
    assert hours.known
    assert hours.open_since(at(20, 12, 59)) == at(20, 10)
    assert hours.open_since(at(20, 13)) is None
    assert hours.next_opening(at(20, 13)) == at(20, 14)
    assert hours.next_opening(at(20, 18)) == at(22, 20)
    assert hours.open_since(at(22, 23, 59)) == at(22, 20)
    assert hours.next_opening(at(22, 23, 59)) == at(24, 10)
    with database.transaction() as session:
        staff.forget_day(Act(session, "staff:amy", at(20, 9)), PROGRAMME, date(2026, 11, 23))
        assert staff.hours_of(session, PROGRAMME).next_opening(at(22, 23, 59)) == at(23, 10)


def test_without_hours_nothing_is_promised() -> None:
    hours = Hours()
    assert not hours.known
    assert hours.open_since(at(20, 12)) is None
    assert hours.next_opening(at(20, 12)) is None


@pytest.mark.parametrize(
    ("spans", "fault"),
    [
        ([Span(time(10), time(10))], "order"),
        ([Span(time(18), time(9))], "order"),
        ([DAY, Span(time(18), time(20))], "overlap"),
        ([Span(time(9), time(0)), Span(time(20), time(21))], "overlap"),
    ],
)
def test_impossible_hours_are_refused(database: Database, spans: list[Span], fault: str) -> None:
    with database.transaction() as session, pytest.raises(HoursError, match=fault):
        staff.set_week(Act(session, "staff:amy", at(20, 9)), PROGRAMME, {0: spans})
