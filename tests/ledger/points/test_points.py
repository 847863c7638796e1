"""Points: what is posted once, in the lot that the engine says."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from bot.ledger.models import Audit, Entry, Lot, Member
from bot.ledger.points import entries as points
from bot.ledger.store import Database
from bot.rules import Engine, LotOfPoints
from tests.support.threads import together

THIS_LOT = date(2027, 3, 31)
LAST_LOT = date(2026, 3, 31)
FEBRUARY = datetime.fromisoformat("2026-02-10T12:00:00+08:00")


def lots_of(database: Database, member: Member) -> dict[date, int]:
    with database.reading() as session:
        lots = session.scalars(select(Lot).where(Lot.member_id == member.id)).all()
        return {lot.expires_on: lot.remainder for lot in lots}


def post(
    database: Database, engine: Engine, member: Member, posting: points.Posting, now: datetime
) -> Mapping[date, int]:
    with database.transaction() as session:
        return points.post(session, engine, points.lock_member(session, member.id), posting, now)


def redeem(amount: int, on: date, key: str = "k") -> points.Posting:
    return points.Posting("redeem", -amount, on, key, "test", "test")


def test_points_lie_in_the_lot_of_the_year_they_were_spent_in(
    database: Database, add_member: Callable[..., Member]
) -> None:
    member = add_member(this_year=12, last_year=30)
    assert lots_of(database, member) == {THIS_LOT: 12, LAST_LOT: 30}


def test_a_debit_is_paired_to_lots_that_lapse_first(
    database: Database, engine: Engine, add_member: Callable[..., Member]
) -> None:
    member = add_member(last_year=30)
    spend = points.Posting("spend", 50, FEBRUARY.date(), "s", "test", "test", date(2026, 2, 1))
    post(database, engine, member, spend, FEBRUARY)
    made = post(database, engine, member, redeem(45, FEBRUARY.date()), FEBRUARY)
    assert list(made.items()) == [(LAST_LOT, -30), (THIS_LOT, -15)]
    assert lots_of(database, member) == {LAST_LOT: 0, THIS_LOT: 35}


def test_lapsed_points_stay_in_their_lot_and_out_of_the_balance(
    database: Database, engine: Engine, add_member: Callable[..., Member], now: datetime
) -> None:
    member = add_member(this_year=12, last_year=30)
    post(database, engine, member, redeem(10, now.date()), now)
    assert lots_of(database, member) == {LAST_LOT: 30, THIS_LOT: 2}
    with database.reading() as session:
        figures = points.balance(session, engine, member, now).figures
    assert (figures.balance, figures.expired) == (2, 30)
    assert figures.lots == (LotOfPoints(THIS_LOT, 2),)


def test_an_adjustment_takes_from_the_year_of_its_purchase_first(
    database: Database, engine: Engine, add_member: Callable[..., Member]
) -> None:
    member = add_member(last_year=30)
    spend = points.Posting("spend", 50, FEBRUARY.date(), "s", "test", "test", date(2026, 2, 1))
    post(database, engine, member, spend, FEBRUARY)
    refund = points.Posting("adjust", -60, FEBRUARY.date(), "refund", "refund", "staff:amy", date(2026, 2, 1))
    made = post(database, engine, member, refund, FEBRUARY)
    assert made == {THIS_LOT: -50, LAST_LOT: -10}


def test_the_last_day_still_counts(
    database: Database, engine: Engine, add_member: Callable[..., Member]
) -> None:
    member = add_member(last_year=30)
    last_minute = datetime.fromisoformat("2026-03-31T23:59:59+08:00")
    post(database, engine, member, redeem(10, last_minute.date(), "a"), last_minute)
    with pytest.raises(points.PostingRefusedError):
        post(database, engine, member, redeem(10, date(2026, 4, 1), "b"), last_minute + timedelta(seconds=1))


def test_nobody_goes_below_zero(
    database: Database, engine: Engine, add_member: Callable[..., Member], now: datetime
) -> None:
    member = add_member(this_year=5)
    with pytest.raises(points.PostingRefusedError) as refused:
        post(database, engine, member, redeem(6, now.date()), now)
    assert refused.value.decision.outcome == "review"
    assert lots_of(database, member) == {THIS_LOT: 5}


def test_the_same_key_posts_once_however_often(
    database: Database, engine: Engine, add_member: Callable[..., Member], now: datetime
) -> None:
    member = add_member()
    bonus = points.Posting("bonus", 7, now.date(), "campaign", "test", "test")
    results = together(8, lambda _thread: post(database, engine, member, bonus, now))
    assert results == [{THIS_LOT: 7}] * 8
    assert lots_of(database, member) == {THIS_LOT: 7}
    with database.reading() as session:
        assert len(session.scalars(select(Entry)).all()) == 1


def test_lots_that_do_not_follow_from_entries_stop_everything(
    database: Database, engine: Engine, add_member: Callable[..., Member], now: datetime
) -> None:
    member = add_member(this_year=5)
    with database.transaction() as session:
        session.execute(update(Lot).values(remainder=50))
    with pytest.raises(points.LotsOutOfStepError):
        post(database, engine, member, redeem(5, now.date()), now)


@pytest.mark.parametrize("table", [Entry, Audit])
def test_what_happened_cannot_be_changed(
    database: Database, add_member: Callable[..., Member], table: type[Entry | Audit]
) -> None:
    add_member(this_year=5)
    for statement in (update(table).values(actor="somebody"), delete(table)):
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(statement)


def test_every_posting_is_audited(database: Database, add_member: Callable[..., Member]) -> None:
    member = add_member(this_year=5)
    with database.reading() as session:
        noted = session.scalars(select(Audit)).one()
    assert (noted.action, noted.subject, noted.detail["points"]) == ("points.spend", f"member:{member.id}", 5)


def test_tier_comes_from_the_credits(
    database: Database, engine: Engine, add_member: Callable[..., Member], now: datetime
) -> None:
    member = add_member(this_year=400)
    post(database, engine, member, redeem(300, now.date()), now)
    with database.reading() as session:
        figures = points.tier(session, engine, member, now).figures
    assert (figures.tier, figures.needed) == ("select", 600)
