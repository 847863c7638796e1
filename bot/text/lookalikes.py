"""Shop names that hold, or only resemble, a name that a rule book lists."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.text.comparing import resembles
from bot.text.folding import words
from bot.text.scripts import has_han
from bot.text.shops import Shop, Surroundings

# Letters of the shortest beginning of a name that may mean it.
_SHORTEST_LATIN, _SHORTEST_HAN = 3, 2


class Lookalikes:
    """Tells a printed name that holds a listed shop's name from one that only looks like it.

    `named` gives the listed shop whose whole name stands in the printed one, or None; `like` the one that a
    shortened or misspelt name may mean, or None. What a name turned out to be is remembered.
    """

    def __init__(self, shops: Sequence[Shop], surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._full = [(words(name), shop) for shop in shops for name in (*shop.name.values(), *shop.known_as)]
        self._short = [(words(name), shop) for shop in shops for name in shop.resembling]
        self.named = lru_cache(maxsize=4096)(self._named)
        self.like = lru_cache(maxsize=4096)(self._like)

    def _named(self, printed: str) -> Shop | None:
        parts = words(printed)
        return next((shop for name, shop in self._full if _holds(parts, name)), None)

    def _like(self, printed: str) -> Shop | None:
        parts = words(printed)
        bare = self._surroundings.without(printed)
        for name, shop in self._short:
            if _holds(parts, name) or any(run == "".join(name) for run, _ in _runs(parts)):
                return shop
        for name, shop in self._full:
            whole = "".join(name)
            if any(whole == part or (whole in part and has_han(whole)) for part in parts):
                return shop
            if _shortened(bare, name) or resembles(bare, whole):
                return shop
            if any(start == 0 and resembles(run, whole) for run, start in _runs(parts)):
                return shop
        return None


def _holds(parts: tuple[str, ...], name: tuple[str, ...]) -> bool:
    whole = "".join(name)
    for run, start in _runs(parts):
        if run == whole and (start == 0 or len(name) > 1 or has_han(whole)):
            return True
    return bool(parts) and has_han(whole) and parts[0].startswith(whole)


def _runs(parts: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """All runs of neighbouring words, put together, with the place of their first word."""
    for start in range(min(len(parts), 16)):
        run = ""
        for part in parts[start : start + 8]:
            run += part
            yield run, start


def _shortened(bare: str, name: tuple[str, ...]) -> bool:
    """Whether a name is only the beginning of a listed one, cut between its words (Chinese: anywhere)."""
    whole = "".join(name)
    if has_han(whole):
        return len(bare) >= _SHORTEST_HAN and bare != whole and whole.startswith(bare)
    beginnings = ("".join(name[:count]) for count in range(1, len(name)))
    return len(bare) >= _SHORTEST_LATIN and bare in beginnings
