"""When points lapse, for every kind that answers with it."""

from datetime import date

from bot.rules.pack import Clause
from bot.rules.registry import measure

SPENDING_EXPIRY = measure(
    "points_lapse",
    "earn",
    "balance",
    figures={"day": "yearly", "after": "years"},
    says={
        "holds": ("issued_on", "expires_on"),
        "lots": ("lots",),
        "all_lapsed": (),
        "credited_late": ("points", "on", "expires_on"),
    },
)


def expiry_of(clause: Clause, day: date) -> date:
    """The last day of points that belong to the year of `day`."""
    last_day = clause.yearly("day")
    return last_day.of(day.year + clause.count("after"))
