"""What operators look after: rewards, shops, hours, weather, notices, rule books, people."""

from bot.desk.operating import accounts, broadcasts, hours, packs, rewards, shops, weather

ROUTERS = (
    rewards.router,
    shops.router,
    hours.router,
    packs.router,
    weather.router,
    broadcasts.router,
    accounts.router,
)
REWARDS, SHOPS, HOURS = rewards.ENTRY, shops.ENTRY, hours.ENTRY
RULES, WEATHER, NOTICES, PEOPLE = packs.ENTRY, weather.ENTRY, broadcasts.ENTRY, accounts.ENTRY

__all__ = [
    "HOURS",
    "NOTICES",
    "PEOPLE",
    "REWARDS",
    "ROUTERS",
    "RULES",
    "SHOPS",
    "WEATHER",
]
