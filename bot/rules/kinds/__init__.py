"""The kinds of question: each has its facts, what it needs, and how its figures come about.

Importing this registers all kinds and all checks.
"""

from bot.rules import checks
from bot.rules.kinds import balance, birthday, claim, coupons, earn, join, redeem, tier

__all__ = ["balance", "birthday", "checks", "claim", "coupons", "earn", "join", "redeem", "tier"]
