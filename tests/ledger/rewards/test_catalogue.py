"""Operators change the catalogue while members redeem from it: nothing is lost, and nothing goes unseen."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.ledger import rewards, store
from bot.ledger.models import Audit, Member, Reward
from bot.ledger.rewards import NewReward
from bot.ledger.store import Act, Database, RuledAct
from bot.rules import Engine
from tests.support.threads import together

AddMember = Callable[..., Member]
AddReward = Callable[..., Reward]
PROGRAMME = "festival-walk"


def values(**changed: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "names.en": "Umbrella",
        "names.zh-Hant": "雨傘",
        "names.zh-Hans": "雨伞",
        "descriptions.en": "Folds up.",
        "descriptions.zh-Hant": "可摺疊。",
        "descriptions.zh-Hans": "可折叠。",
        "points": 20,
        "hours": None,
        "value": None,
        "collect_days": 30,
        "shops": [],
        "position": 0,
        "active": True,
    }
    return given | {name.replace("__", "."): value for name, value in changed.items()}


@pytest.fixture
def umbrella(database: Database, now: datetime) -> str:
    with database.transaction() as session:
        assert rewards.add_reward(
            Act(session, "staff:amy", now), NewReward(PROGRAMME, "umbrella", "gift", 5), values()
        )
        assert (
            rewards.add_reward(
                Act(session, "staff:amy", now), NewReward(PROGRAMME, "umbrella", "gift", 5), values()
            )
            is None
        )
    return "umbrella"


def change(database: Database, now: datetime, seen: int, staff: str = "amy", **changed: Any) -> list[str]:
    with database.transaction() as session:
        return rewards.change_reward(Act(session, f"staff:{staff}", now), "umbrella", values(**changed), seen)


def test_changes_are_noted_with_old_and_new(database: Database, umbrella: str, now: datetime) -> None:
    assert change(database, now, 1) == []
    assert set(change(database, now, 1, points=25, names__en="Big umbrella")) == {"points", "names.en"}
    with database.reading() as session:
        reward = session.get_one(Reward, umbrella)
        assert (reward.points, reward.names["en"], reward.names["zh-Hant"]) == (25, "Big umbrella", "雨傘")
        assert reward.version == 2
        added, changed = session.scalars(select(Audit).order_by(Audit.id)).all()
    assert added.action == "reward.added"
    assert added.detail["changes"]["points"] == {"from": None, "to": 20}
    assert (changed.action, changed.actor) == ("reward.changed", "staff:amy")
    assert changed.detail["changes"] == {
        "points": {"from": 20, "to": 25},
        "names.en": {"from": "Umbrella", "to": "Big umbrella"},
    }


def test_a_stale_page_changes_nothing_and_is_told_what_happened(
    database: Database, umbrella: str, now: datetime
) -> None:
    change(database, now, 1, "amy", points=25, names__en="Big umbrella")
    with pytest.raises(store.StaleError) as stale:
        change(database, now, 1, "bob", points=30, **{"names.zh-Hans": "大雨伞"})
    told = stale.value
    assert {(edit.field, edit.old, edit.new, edit.actor) for edit in told.edits} == {
        ("points", 20, 25, "staff:amy"),
        ("names.en", "Umbrella", "Big umbrella", "staff:amy"),
    }
    # What bob typed stays, what he left alone follows amy.
    assert told.merged["points"] == 30
    assert told.merged["names.en"] == "Big umbrella"
    assert told.merged["names.zh-Hans"] == "大雨伞"
    assert told.version == 2
    with database.transaction() as session:
        assert session.get_one(Reward, umbrella).points == 25
        kept = {field: told.merged[field] for field in rewards.REWARD_FIELDS}
        rewards.change_reward(Act(session, "staff:bob", now), umbrella, kept, told.version)
    with database.reading() as session:
        reward = session.get_one(Reward, umbrella)
        assert (reward.points, reward.names["en"], reward.names["zh-Hans"]) == (30, "Big umbrella", "大雨伞")


def test_amounts_of_money_are_compared_as_amounts(database: Database, now: datetime) -> None:
    given = values(value=Decimal("50.00"), collect_days=None)
    with database.transaction() as session:
        rewards.add_reward(
            Act(session, "staff:amy", now), NewReward(PROGRAMME, "voucher", "evoucher", None), given
        )
    with database.transaction() as session:
        assert rewards.change_reward(Act(session, "staff:amy", now), "voucher", given, 1) == []
        assert rewards.change_reward(
            Act(session, "s", now), "voucher", given | {"value": Decimal("60.00")}, 1
        )
    with database.transaction() as session, pytest.raises(store.StaleError) as stale:
        rewards.change_reward(Act(session, "staff:bob", now), "voucher", given, 1)
    assert stale.value.merged["value"] == Decimal("60.00")


def test_one_of_two_editors_at_once_is_told(database: Database, umbrella: str, now: datetime) -> None:
    def edit(thread: int) -> bool:
        try:
            change(database, now, 1, f"staff{thread}", points=100 + thread)
        except store.StaleError:
            return False
        return True

    assert sum(together(8, edit)) == 1


def test_stock_moves_beside_redemptions(
    database: Database, engine: Engine, add_member: AddMember, umbrella: str, now: datetime
) -> None:
    crowd = [add_member(this_year=100) for _ in range(8)]

    def act(thread: int) -> int:
        with database.transaction() as session:
            if thread % 2:
                rewards.move_stock(Act(session, "staff:amy", now), umbrella, 3)
                return 3
            reward = session.get_one(Reward, umbrella)
            member = crowd[thread // 2]
            redeemed = rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k")
            return -1 if redeemed.voucher else 0

    moved = sum(together(16, act))
    with database.reading() as session:
        assert session.get_one(Reward, umbrella).stock == 5 + moved == 5 + 8 * 3 - 8


def test_a_counted_stock_replaces_only_what_was_seen(
    database: Database, engine: Engine, add_member: AddMember, umbrella: str, now: datetime
) -> None:
    member = add_member(this_year=100)
    with database.transaction() as session:
        reward = session.get_one(Reward, umbrella)
        rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k")
    with database.transaction() as session:
        with pytest.raises(rewards.StockError) as other:
            rewards.set_stock(Act(session, "staff:amy", now), umbrella, 50, 5)
        assert other.value.stock == 4
        with pytest.raises(rewards.StockError):
            rewards.move_stock(Act(session, "staff:amy", now), umbrella, -5)
        rewards.set_stock(Act(session, "staff:amy", now), umbrella, 50, 4)
        rewards.set_stock(Act(session, "staff:amy", now), umbrella, None, 50)
        with pytest.raises(rewards.StockError):
            rewards.move_stock(Act(session, "staff:amy", now), umbrella, 1)
        assert session.get_one(Reward, umbrella).stock is None


def test_nobody_pays_another_price_than_agreed(
    database: Database, engine: Engine, add_member: AddMember, umbrella: str, now: datetime
) -> None:
    member = add_member(this_year=100)
    change(database, now, 1, points=25)
    with database.transaction() as session:
        reward = session.get_one(Reward, umbrella)
        with pytest.raises(rewards.PriceError):
            rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k", price=20)
        done = rewards.redeem(RuledAct(session, "test", now, engine), member, reward, key="k", price=25)
        assert done.voucher


def test_the_rules_say_what_nobody_can_redeem(engine: Engine, now: datetime) -> None:
    a_day = int(engine.pack(PROGRAMME).figure("parking.5", "hours"))
    for_elite = int(engine.pack(PROGRAMME).figure("elite-parking.3", "hours"))

    def refused(kind: Any, **changed: Any) -> bool:
        return rewards.refusal(engine, PROGRAMME, kind, values(**changed), now) is not None

    assert not refused("parking", hours=a_day)
    assert refused("parking", hours=a_day + 1)
    assert not refused("elite_parking", hours=for_elite, points=0)
    assert refused("elite_parking", hours=for_elite + 1, points=0)
    assert not refused("gift", points=10**6)
