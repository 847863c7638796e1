"""Operators' work on the catalogue: adding and changing rewards, and their stock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.languages import LANGUAGES
from bot.ledger import store
from bot.ledger.models import Reward, RewardKind, Tier, Voucher
from bot.ledger.store import Act
from bot.rules import Decision, Engine
from bot.rules.dates import day_of

REWARD_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

# What an operator changes together; the stock moves by itself too, so it has its own way.
REWARD_FIELDS = (
    *(f"names.{language}" for language in LANGUAGES),
    *(f"descriptions.{language}" for language in LANGUAGES),
    "points",
    "hours",
    "value",
    "collect_days",
    "shops",
    "position",
    "active",
)

# Which of the fields a kind of reward has; the others stay empty.
MEASURED_BY: Mapping[RewardKind, tuple[str, ...]] = {
    "parking": ("hours",),
    "elite_parking": ("hours",),
    "evoucher": ("value",),
    "gift": ("collect_days",),
    "gift_voucher": ("value", "collect_days"),
}
MEASURES = ("hours", "value", "collect_days")

# Elite members get their parking without points.
FREE: tuple[RewardKind, ...] = ("elite_parking",)


class StockError(Exception):
    """The stock is not what the operator saw, or cannot become what was asked; `stock` is what it is."""

    def __init__(self, stock: int | None) -> None:
        super().__init__(f"the stock is {stock}")
        self.stock = stock


def catalogue_of(session: Session, programme: str) -> list[Reward]:
    """The whole catalogue, in its order; rewards that are not offered included."""
    return list(
        session.scalars(
            select(Reward)
            .where(Reward.programme == programme)
            .order_by(Reward.active.desc(), Reward.position, Reward.id)
        )
    )


def vouchers_outstanding(session: Session, rewards: Iterable[str]) -> dict[str, int]:
    """How many vouchers of each reward were issued and are not used yet."""
    counted = session.execute(
        select(Voucher.reward_id, func.count().label("vouchers"))
        .where(Voucher.reward_id.in_(list(rewards)), Voucher.state == "issued")
        .group_by(Voucher.reward_id)
    )
    return {row.reward_id: row.vouchers for row in counted}


@dataclass(frozen=True, slots=True)
class NewReward:
    """What is fixed about a reward when it is entered, and its first stock (None: unlimited)."""

    programme: str
    identity: str
    kind: RewardKind
    stock: int | None


def add_reward(act: Act, new: NewReward, values: Mapping[str, object]) -> Reward | None:
    """Enter a reward; None where the id is taken. `values` are by the names of REWARD_FIELDS."""
    if act.session.get(Reward, new.identity) is not None:
        return None
    reward = Reward(id=new.identity, programme=new.programme, kind=new.kind, stock=new.stock, version=1)
    for column in ("names", "descriptions"):
        setattr(reward, column, {language: values[f"{column}.{language}"] for language in LANGUAGES})
    for field in ("points", *MEASURES, "shops", "position", "active"):
        setattr(reward, field, values[field])
    store.introduce(act, reward, (*REWARD_FIELDS, "kind", "stock"), subject=f"reward:{new.identity}")
    return reward


def change_reward(act: Act, identity: str, values: Mapping[str, object], seen: int) -> list[str]:
    """Change a reward; the fields that changed. Raises `StaleError`. The stock is left alone."""
    reward = _lock(act.session, identity)
    return store.revise(act, reward, values, seen=seen, subject=f"reward:{identity}")


def move_stock(act: Act, identity: str, by: int) -> int:
    """Add to a limited stock, or take from it, whatever is redeemed meanwhile; what it is then.

    Raises `StockError` where it is unlimited or would fall below nothing.
    """
    reward = _lock(act.session, identity)
    if reward.stock is None or reward.stock + by < 0:
        raise StockError(reward.stock)
    return _restock(act, reward, reward.stock + by) or 0


def set_stock(act: Act, identity: str, to: int | None, seen: int | None) -> None:
    """Put a counted stock in place of the one that was seen; None is unlimited.

    Raises `StockError` when it is another by now: what was redeemed since is not to be forgotten.
    """
    reward = _lock(act.session, identity)
    if reward.stock != seen:
        raise StockError(reward.stock)
    _restock(act, reward, to)


def refusal(
    engine: Engine, programme: str, kind: RewardKind, values: Mapping[str, object], now: datetime
) -> Decision | None:
    """Why nobody at all could redeem such a reward, or None where somebody can (or the book does not say).

    Asked is the member who has most in favour: one with exactly the points, who redeemed nothing that day.
    """
    if "redeem" not in engine.pack(programme, day_of(now)).kinds:
        return None
    wanted = {"kind": kind, "points": values["points"]}
    if values["hours"] is not None:
        wanted["hours"] = values["hours"]
    facts = {"balance": values["points"], "reward": wanted}
    for tier in get_args(Tier):
        decision = engine.decide(
            store.decision_request(programme, "redeem", {**facts, "member": {"tier": tier}}, now)
        )
        if decision.outcome != "rejected":
            return None
    return decision


def _lock(session: Session, identity: str) -> Reward:
    return session.get_one(Reward, identity, with_for_update=True)


def _restock(act: Act, reward: Reward, to: int | None) -> int | None:
    before = reward.stock
    reward.stock = to
    detail = {"from": before, "to": to}
    act.note("reward.restocked", f"reward:{reward.id}", detail)
    act.session.flush()
    return to
