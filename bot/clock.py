"""The clock port. Rooms take the time as an argument; only `app.py` and the tests choose a clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant in Hong Kong time."""
    return datetime.now(UTC).astimezone(HONG_KONG)


def demo_clock(start: datetime) -> Clock:
    """A clock that stood at `start` when it was made and runs on from there (`MEMBERBOT_NOW`)."""
    made = datetime.now(UTC)
    offset: timedelta = start - made
    return lambda: (datetime.now(UTC) + offset).astimezone(HONG_KONG)
