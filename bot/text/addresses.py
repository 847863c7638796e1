"""Addresses that name a place of a list."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.text.folding import words
from bot.text.shops import Shop


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
    return " ".join("road" if word == "rd" else word for word in words(text))


def _address_pattern(name: str) -> re.Pattern[str]:
    spaced = " ?".join(map(re.escape, _address(name).split()))
    return re.compile(rf"(?<![0-9a-z]){spaced}(?![0-9a-z])")
