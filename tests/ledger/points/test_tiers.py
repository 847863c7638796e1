"""The tier that is kept with a member: won by a year's points, and gone on with or lost at its end."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from bot.ledger import points
from bot.ledger.models import Member
from bot.ledger.store import Database, RuledAct
from bot.rules import Engine

PROMOTED = date(2026, 11, 2)  # the day of the points that `add_member` gives of this year
LAST = date(2027, 11, 1)


def credit(database: Database, engine: Engine, member: Member, amount: int, now: datetime) -> None:
    on = now.date()
    with database.transaction() as session:
        spent = points.Posting("spend", amount, on, f"spent:{on}", "test", "test", on)
        points.post(session, engine, points.lock_member(session, member.id), spent, now)


def follow(database: Database, engine: Engine, member: Member, day: date, now: datetime) -> list[str]:
    with database.transaction() as session:
        act = RuledAct(session, "test", now, engine)
        return [step.turn for step in points.follow_tier(act, points.lock_member(session, member.id), day)]


@pytest.mark.parametrize(("in_its_year", "turn"), [(999, "returned"), (1000, "renewed")])
def test_at_its_end_a_tier_goes_by_the_points_of_its_year(
    database: Database,
    engine: Engine,
    add_member: Callable[..., Member],
    now: datetime,
    in_its_year: int,
    turn: str,
) -> None:
    member = add_member(this_year=1000)
    assert follow(database, engine, member, PROMOTED, now) == ["promoted"]
    in_summer = now + timedelta(days=230)
    credit(database, engine, member, in_its_year, in_summer)
    assert follow(database, engine, member, LAST, in_summer) == []
    assert follow(database, engine, member, LAST + timedelta(days=1), in_summer) == [turn]
    with database.reading() as session:
        kept = session.get_one(Member, member.id)
        assert kept.tier == ("elite" if turn == "renewed" else "select")
