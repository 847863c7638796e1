"""Rewards, read with the intent: "two hours of parking" names a reward only to somebody who redeems."""

import re
from collections.abc import Sequence

from bot.text import Folded
from bot.understanding.parse import Entity
from bot.understanding.tiers import HIGHER

_ABOUT_REWARDS = frozenset({"browse_rewards", "check_vouchers", "faq", "redeem_parking", "redeem_evoucher"})
_PARKING = re.compile(r"(?<![a-z])(?:car\s?)?park(?:ing)?(?![a-z])|泊车|停车|泊")
_VOUCHER = re.compile(r"(?<![a-z])(?:e-?)?(?:vouchers?|coupons?)(?![a-z])|礼券|券")
_HIGHER = re.compile(HIGHER)


def meant(text: Folded, entities: Sequence[Entity], intent: str) -> list[Entity]:
    """The entities with the rewards that the intent means, and without any where it is about none."""
    others = [entity for entity in entities if entity.entity != "reward"]
    if intent not in _ABOUT_REWARDS:
        return others
    rewards = [entity for entity in entities if entity.entity == "reward"]
    if not rewards:
        rewards = _implied(text, intent)
    if intent == "redeem_evoucher":
        rewards = [_renamed(reward, {"gift_voucher": "evoucher", "gift": "evoucher"}) for reward in rewards]
    if _HIGHER.search(text.text):
        rewards = [_renamed(reward, {"parking": "elite_parking"}) for reward in rewards]
    return sorted([*others, *rewards], key=lambda entity: entity.start)


def _implied(text: Folded, intent: str) -> list[Entity]:
    parking = _PARKING.search(text.text)
    if parking and intent in ("redeem_parking", "check_vouchers"):
        return [Entity("reward", "parking", *text.span(*parking.span()))]
    voucher = _VOUCHER.search(text.text)
    if voucher and intent == "redeem_evoucher":
        return [Entity("reward", "evoucher", *text.span(*voucher.span()))]
    return []


def _renamed(reward: Entity, values: dict[str, str]) -> Entity:
    return Entity("reward", values.get(str(reward.value), reward.value), reward.start, reward.end)
