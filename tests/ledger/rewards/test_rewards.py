"""Redeeming: points, stock and voucher together, once, and never more than there is."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.ledger import points
from bot.ledger.models import Audit, DecisionRecord, Entry, Lot, Member, Reward, Voucher
from bot.ledger.rewards import redeeming as rewards
from bot.ledger.store import Database, RuledAct
from bot.rules import Decision, Engine
from tests.support.threads import together

AddMember = Callable[..., Member]
AddReward = Callable[..., Reward]


def redeem(
    database: Database, engine: Engine, member: Member, reward: Reward, key: str, now: datetime
) -> rewards.Redemption:
    with database.transaction() as session:
        return rewards.redeem(RuledAct(session, f"member:{member.id}", now, engine), member, reward, key=key)


def left(database: Database, engine: Engine, member: Member, now: datetime) -> int:
    with database.reading() as session:
        balance: int = points.balance(session, engine, member, now).figures.balance
        return balance


def test_a_voucher_costs_its_points_and_one_of_the_stock(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member, reward = add_member(this_year=25), add_reward(stock=3)
    redemption = redeem(database, engine, member, reward, "k", now)
    assert redemption.decision.outcome == "approved"
    assert redemption.decision.figures.balance_after == left(database, engine, member, now) == 15
    with database.reading() as session:
        voucher = session.scalars(select(Voucher)).one()
        assert (voucher.points, voucher.state, voucher.valid_until) == (
            10,
            "issued",
            date(2026, 12, 19),  # the thirtieth day
        )
        assert session.get_one(Reward, reward.id).stock == 2
        entry = session.scalars(select(Entry).where(Entry.kind == "redeem")).one()
        kept = session.get_one(DecisionRecord, entry.decision_id)
        assert (kept.kind, kept.outcome, kept.request["facts"]["balance"]) == ("redeem", "approved", 25)
        assert voucher.decision_id == kept.id
        assert "voucher.issued" in session.scalars(select(Audit.action)).all()


def test_a_refusal_takes_nothing(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member, reward = add_member(this_year=9), add_reward(stock=3)
    redemption = redeem(database, engine, member, reward, "k", now)
    assert (redemption.decision.outcome, redemption.voucher) == ("rejected", None)
    assert left(database, engine, member, now) == 9
    with database.reading() as session:
        assert session.get_one(Reward, reward.id).stock == 3


def test_asked_again_it_gives_the_same_voucher(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member, reward = add_member(this_year=100), add_reward()
    other = add_member(this_year=100)
    first = redeem(database, engine, member, reward, "k", now)
    again = redeem(database, engine, member, reward, "k", now + timedelta(days=1))
    theirs = redeem(database, engine, other, reward, "k", now)
    assert first.voucher and again.voucher and theirs.voucher
    assert again.voucher.code == first.voucher.code != theirs.voucher.code
    assert again.decision == first.decision
    assert left(database, engine, member, now) == 90


def test_a_double_tap_redeems_once(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member, reward = add_member(this_year=100), add_reward()
    results = together(8, lambda _thread: redeem(database, engine, member, reward, "tap", now))
    assert len({redemption.voucher.code for redemption in results if redemption.voucher}) == 1
    assert all(redemption.decision.outcome == "approved" for redemption in results)
    assert left(database, engine, member, now) == 90


def test_the_last_of_a_stock_cannot_be_oversold(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    crowd = [add_member(this_year=10) for _ in range(64)]
    reward = add_reward(stock=10)

    def ask(thread: int) -> str | None:
        voucher = redeem(database, engine, crowd[thread], reward, "k", now).voucher
        return voucher.code if voucher is not None else None

    codes = together(64, ask)
    assert len(set(codes) - {None}) == sum(code is not None for code in codes) == 10
    assert together(64, ask) == codes  # asked again under the same keys
    with database.reading() as session:
        assert session.get_one(Reward, reward.id).stock == 0
        assert session.scalar(select(func.count()).select_from(Voucher)) == 10
        assert session.scalar(select(func.sum(Lot.remainder))) == 54 * 10


def test_the_last_points_cannot_be_spent_twice(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member, reward = add_member(this_year=105), add_reward()

    def ask(thread: int) -> str | None:
        voucher = redeem(database, engine, member, reward, f"k{thread}", now).voucher
        return voucher.code if voucher is not None else None

    codes = together(64, ask)
    assert len(set(codes) - {None}) == sum(code is not None for code in codes) == 10
    assert together(64, ask) == codes
    assert left(database, engine, member, now) == 5


# Only where several write at once can something come in between.
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


class Interrupted:
    """The engine, which lets something else happen after its first answer."""

    def __init__(self, engine: Engine, happens: Callable[[], object]) -> None:
        self._engine, self._happens = engine, [happens]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def decide(self, request: Mapping[str, Any]) -> Decision:
        decision = self._engine.decide(request)
        while self._happens:
            self._happens.pop()()
        return decision


@on_postgresql
@pytest.mark.parametrize("agreed", [None, 10])
def test_a_reward_that_changes_meanwhile_is_decided_about_again(
    database: Database,
    engine: Engine,
    add_member: AddMember,
    add_reward: AddReward,
    now: datetime,
    agreed: int | None,
) -> None:
    member, reward = add_member(this_year=100), add_reward(stock=5)

    def reprice() -> None:
        with database.transaction() as session:
            found = session.get_one(Reward, reward.id)
            found.points, found.version = 30, found.version + 1

    asking = Interrupted(engine, reprice)

    def redeem_it() -> rewards.Redemption:
        with database.transaction() as session:
            return rewards.redeem(RuledAct(session, "t", now, asking), member, reward, key="k", price=agreed)  # type: ignore[arg-type]

    if agreed is not None:
        with pytest.raises(rewards.PriceError):
            redeem_it()
    else:
        voucher = redeem_it().voucher
        assert voucher is not None and voucher.points == 30
    with database.reading() as session:
        assert session.get_one(Reward, reward.id).stock == (4 if agreed is None else 5)
        kept = [
            record.request["facts"]["reward"]["points"] for record in session.scalars(select(DecisionRecord))
        ]
        assert kept == ([30] if agreed is None else [])


@on_postgresql
def test_the_last_one_goes_to_who_takes_it_first(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    first, second, reward = add_member(this_year=100), add_member(this_year=100), add_reward(stock=1)
    asking = Interrupted(engine, lambda: redeem(database, engine, first, reward, "k", now))
    late = redeem(database, asking, second, reward, "k", now)  # type: ignore[arg-type]
    assert (late.decision.outcome, late.voucher) == ("rejected", None)
    assert left(database, engine, second, now) == 100
    assert left(database, engine, first, now) == 90


def test_members_and_rewards_crosswise_do_not_wait_in_a_circle(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    crowd = [add_member(this_year=100) for _ in range(4)]
    stocked = [add_reward(f"gift-{number}", stock=8) for number in range(2)]

    def act(thread: int) -> int:
        got = 0
        for turn in range(3):
            reward = stocked[(thread + turn) % 2]
            got += (
                redeem(database, engine, crowd[thread % 4], reward, f"{thread}-{turn}", now).voucher
                is not None
            )
        return got

    assert sum(together(8, act)) == 16


def test_parking_counts_what_was_redeemed_the_same_day(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member = add_member(this_year=100)
    one, three = add_reward("one", "parking", hours=1), add_reward("three", "parking", hours=3)
    assert redeem(database, engine, member, one, "a", now).voucher is not None
    assert redeem(database, engine, member, one, "b", now).voucher is None
    assert redeem(database, engine, member, three, "c", now).voucher is None
    assert redeem(database, engine, member, three, "d", now + timedelta(days=1)).voucher is not None


@pytest.mark.parametrize("stock", [None, 5])
def test_a_reward_taken_off_the_catalogue_cannot_be_redeemed(
    database: Database,
    engine: Engine,
    add_member: AddMember,
    add_reward: AddReward,
    now: datetime,
    stock: int | None,
) -> None:
    member, reward = add_member(this_year=100), add_reward(stock=stock)
    with database.transaction() as session:
        session.get_one(Reward, reward.id).active = False
        session.flush()
        assert rewards.offers(session, reward.programme) == []
    assert redeem(database, engine, member, reward, "k", now).voucher is None


def test_an_error_after_the_decision_takes_everything_back(
    database: Database, engine: Engine, add_member: AddMember, add_reward: AddReward, now: datetime
) -> None:
    member, reward = add_member(this_year=100), add_reward(stock=1)
    with pytest.raises(RuntimeError), database.transaction() as session:
        rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k")
        raise RuntimeError
    assert left(database, engine, member, now) == 100
    with database.reading() as session:
        assert session.scalars(select(Voucher)).all() == []
        assert session.get_one(Reward, reward.id).stock == 1
