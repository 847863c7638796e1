"""The checks that clauses name, grouped by what they are about. Importing this registers them."""

from bot.rules.checks import (
    counter,
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
    "counter",
    "designated",
    "exclusions",
    "members",
    "payments",
    "proofs",
    "receipts",
    "rewards",
    "windows",
]
