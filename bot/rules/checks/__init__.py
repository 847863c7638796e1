"""The checks that clauses name, grouped by what they are about. Importing this registers them."""

from bot.rules.checks import (
    campaign,
    counter,
    coupons,
    designated,
    exclusions,
    members,
    payments,
    proofs,
    receipts,
    rewards,
    windows,
)

__all__ = [
    "campaign",
    "counter",
    "coupons",
    "designated",
    "exclusions",
    "members",
    "payments",
    "proofs",
    "receipts",
    "rewards",
    "windows",
]
