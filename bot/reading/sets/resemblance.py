"""Whether two sets are likely of one purchase although they read differently: a digit was misread."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import HONG_KONG
from bot.text import RESEMBLING, likeness_within, look, slips

_CLOCKS_APART = timedelta(minutes=2)
_LOOK = str.maketrans("qdz", "oo2")  # letters that are read for digits, besides those of `look`


def same_purchase(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether facts of two sets tell of one purchase: the shop is alike, day and total agree, and so do the
    times; where one has no time, the numbers differ by no more than a slip of recognition.
    """
    if any(
        str(one.get(name) or "")[:10] != str(other.get(name) or "")[:10] for name in ("issued_at", "total")
    ):
        return False
    shops = [str(facts.get("merchant") or "") for facts in (one, other)]
    if likeness_within(*shops) < RESEMBLING:
        return False
    times = [_time(facts.get("issued_at")) for facts in (one, other)]
    if times[0] is not None and times[1] is not None:
        return abs(times[0] - times[1]) < _CLOCKS_APART
    numbers = [look(str(facts.get("number") or "")).translate(_LOOK) for facts in (one, other)]
    if not all(numbers):
        return True
    return slips(*numbers) <= max(1, min(map(len, numbers)) // 6)


def _time(moment: object) -> datetime | None:
    """The instant of a fact in ISO 8601; a bare day has none."""
    text = str(moment or "")
    if "T" not in text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=HONG_KONG)
