"""Shop names that hold, or only resemble, a name that a rule book lists; and addresses that name a place."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.rules.names import Shop, Surroundings
from bot.text.scripts import simplified

_TOKENS = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# How many letters may be wrong in a name of at least so many: (letters, wrong ones), the longest first.
_LATIN_SLIPS = ((8, 2), (5, 1))
_HAN_SLIPS = ((3, 1),)
_SHORTEST = {"latin": 3, "han": 2}


@lru_cache(maxsize=65536)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text: Latin words and numbers one by one, Chinese in runs, both folded."""
    plain = unicodedata.normalize("NFKD", simplified(unicodedata.normalize("NFKC", text)))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "'’")
    return tuple(_TOKENS.findall(kept.casefold()))


class Lookalikes:
    """Tells a printed name that holds a listed shop's name from one that only looks like it.

    `named` gives the listed shop whose whole name stands in the printed one, or None; `like` the one that a
    shortened or misspelt name may mean, or None. What a name turned out to be is remembered.
    """

    def __init__(self, shops: Sequence[Shop], surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._full = [
            (tokens(name), shop) for shop in shops for name in (*shop.name.values(), *shop.known_as)
        ]
        self._short = [(tokens(name), shop) for shop in shops for name in shop.resembling]
        self.named = lru_cache(maxsize=4096)(self._named)
        self.like = lru_cache(maxsize=4096)(self._like)

    def _named(self, printed: str) -> Shop | None:
        words = tokens(printed)
        return next((shop for name, shop in self._full if _holds(words, name)), None)

    def _like(self, printed: str) -> Shop | None:
        words = tokens(printed)
        bare = self._surroundings.without(printed)
        for name, shop in self._short:
            if _holds(words, name) or any(run == "".join(name) for run, _ in _runs(words)):
                return shop
        for name, shop in self._full:
            whole = "".join(name)
            if any(whole == word or (whole in word and _HAN.search(whole)) for word in words):
                return shop
            if _shortened(bare, name) or _misspelt(bare, whole):
                return shop
            if any(start == 0 and _misspelt(run, whole) for run, start in _runs(words)):
                return shop
        return None


def _holds(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    whole = "".join(name)
    for run, start in _runs(words):
        if run == whole and (start == 0 or len(name) > 1 or _HAN.search(whole)):
            return True
    return bool(words) and bool(_HAN.search(whole)) and words[0].startswith(whole)


def _runs(words: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """All runs of neighbouring words, put together, with the place of their first word."""
    for start in range(min(len(words), 16)):
        run = ""
        for word in words[start : start + 8]:
            run += word
            yield run, start


def _shortened(bare: str, name: tuple[str, ...]) -> bool:
    """Whether a name is only the beginning of a listed one, cut between its words (Chinese: anywhere)."""
    whole = "".join(name)
    if _HAN.search(whole):
        return len(bare) >= _SHORTEST["han"] and bare != whole and whole.startswith(bare)
    beginnings = ("".join(name[:count]) for count in range(1, len(name)))
    return len(bare) >= _SHORTEST["latin"] and bare in beginnings


def _misspelt(bare: str, whole: str) -> bool:
    slips = _HAN_SLIPS if _HAN.search(whole) else _LATIN_SLIPS
    allowed = next((wrong for length, wrong in slips if len(whole) >= length), 0)
    return 0 < OSA.distance(bare, whole, score_cutoff=allowed) <= allowed


class Places:
    """Finds addresses of a list in a printed address: street and number, or the name of a building.

    `find` gives the place that the address names, or None. What was found is remembered.
    """

    def __init__(self, places: Iterable[Shop]) -> None:
        self.listed = tuple(places)
        self._places = [
            (_address_pattern(name), place)
            for place in self.listed
            for name in (*place.name.values(), *place.known_as)
        ]
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, printed: str) -> Shop | None:
        address = _address(printed)
        return next((place for pattern, place in self._places if pattern.search(address)), None)

    def leaves_street(self, printed: str) -> bool:
        """Whether an address says more than places of the list, floors and shop numbers."""
        address = _address(printed)
        for pattern, _ in self._places:
            address = pattern.sub(" ", address)
        return bool(_UNITS.sub("", address).strip())


# What tells a unit within a building, not the building.
_UNITS = re.compile(
    r"(?<![0-9a-z])(?:shops?|units?|nos?|level|floor|room|rm|stall|counter|kiosk|and|the|mall"
    r"|basement|ground|upper|lower|first|second|third"
    r"|(?:lg|ug|g|b|l|m|f)[0-9]*|[0-9]+[a-z]*)(?![0-9a-z])|[一二三四五六七八九十]*[楼层]|地下|地库|[商店]?铺|号|室|及"
)


@lru_cache(maxsize=65536)
def _address(text: str) -> str:
    """An address as its words, blanks between them (`shop 3 14 taikoo wan road`)."""
    return " ".join("road" if word == "rd" else word for word in tokens(text))


def _address_pattern(name: str) -> re.Pattern[str]:
    words = " ?".join(map(re.escape, _address(name).split()))
    return re.compile(rf"(?<![0-9a-z]){words}(?![0-9a-z])")
