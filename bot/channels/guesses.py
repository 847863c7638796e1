"""A brake on guessing: wrong codes use up a caller's tries, which come back with time."""

import math
import time
from collections.abc import Callable


class Guesses:
    """Up to `most` wrong codes in a row, and another one every `seconds`. Kept in this process alone."""

    def __init__(
        self, most: int = 20, seconds: float = 3.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._used: dict[str, tuple[float, float]] = {}  # who -> tries used up, and when that was so

    def wait(self, who: str) -> int:
        """Whole seconds until the caller may try again; 0 means now."""
        return max(0, math.ceil((self._now(who) - self._most + 1) * self._seconds))

    def wrong(self, who: str) -> None:
        """The caller showed a wrong code."""
        self._used[who] = (self._now(who) + 1, self._clock())

    def _now(self, who: str) -> float:
        used, then = self._used.get(who, (0.0, 0.0))
        return max(0.0, used - (self._clock() - then) / self._seconds)
