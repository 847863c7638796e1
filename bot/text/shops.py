"""Shop names as printed: the shop of a list behind them, and whether two mean the same shop."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.text.folding import fold

_HAN = re.compile(r"[\u3400-\u9fff]+")

# What stands around a shop's name without being part of it: company forms, places of the city, branch and
# unit numbers. Written as they look after folding; a longer word stands before the shorter one in it.
_AROUND = (
    r"companylimited|company|coltd|limited|ltd|inc|llc|plc|hongkongsar|hongkong|hk|kowloon|kln|retail"
    r"|branch|outlet|store|shop|co(?![a-z])|no(?![a-z])"
    r"|有限公司|专门店|香港|九龙|公司|分店|门市|分号|店铺|铺|号|店|层|楼"
    r"|(?:lg|ug|mtr|[a-z])?\d++(?:[a-z](?![a-z]))?|lg|ug|mtr"
)
_GENERIC = (
    r"restaurant|conveniencestore|supermarket|cosmetics?|jewellery|jewelry|bookstore|pharmacy|kitchen|coffee|cafe"
    r"|超级市场|珠宝金行|茶餐厅|咖啡室|咖啡店|化妆品|便利店|餐厅|酒楼|酒家|咖啡|药房|超市|珠宝|金行|书店|书局"
)


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that a rule book names. `name` is how each language calls it, `known_as` its other usual names.

    `resembling` are names that may mean it or not: cut short, or written wrongly.
    """

    name: Mapping[str, str]
    known_as: tuple[str, ...] = ()
    resembling: tuple[str, ...] = ()


class Surroundings:
    """What a till prints around a shop's name: the usual words, and malls and their districts (`places`)."""

    def __init__(self, places: Iterable[str] = ()) -> None:
        longest_first = sorted({fold(place) for place in places}, key=lambda place: (-len(place), place))
        around = "|".join((*map(re.escape, longest_first), _AROUND))
        self.pattern = around
        """A regular expression for one of the words, as folded."""
        self._trailing = re.compile(rf"(?>(?:{around})+)$")
        self._trailing_sort = re.compile(rf"(?>(?:{_GENERIC}|{around})+)$")
        self._only_generic = re.compile(rf"(?>(?:{_GENERIC}|{around})*)")
        self.parts = lru_cache(maxsize=65536)(self._parts)
        """The name in Chinese and in Latin letters, each without what sort of shop it is; else all of it."""

    def without(self, printed: str) -> str:
        """A shop's name folded, without what stands behind it."""
        folded = fold(printed)
        return self._trailing.sub("", folded) or folded

    def _parts(self, printed: str) -> frozenset[str]:
        folded = fold(printed)
        halves = ("".join(_HAN.findall(folded)), _HAN.sub("", folded))
        named = {
            self._trailing_sort.sub("", half) for half in halves if not self._only_generic.fullmatch(half)
        }
        return frozenset(named - {""} or {folded})


_USUAL = Surroundings()


class ShopNames:
    """Finds the shop of a list behind a printed name: any usual name, whatever stands around it."""

    def __init__(self, shops: Iterable[Shop], surroundings: Surroundings = _USUAL) -> None:
        self._surroundings = surroundings
        self._shops = []
        for shop in shops:
            aliases = {fold(name) for name in (*shop.name.values(), *shop.known_as)}
            longest_first = sorted(aliases, key=lambda alias: (-len(alias), alias))
            names = "|".join(re.escape(alias) for alias in longest_first)
            # Atomic groups: a hostile name costs no more than its length.
            around = surroundings.pattern
            pattern = rf"(?:the)?(?>(?:(?!{names})(?:{around}))*)(?:{names})(?>(?:{names}|{around})*)"
            self._shops.append((re.compile(pattern), shop))
        self._known: dict[str, Shop | None] = {}

    @property
    def listed(self) -> tuple[Shop, ...]:
        """The shops of the list."""
        return tuple(shop for _, shop in self._shops)

    def find(self, printed: str) -> Shop | None:
        """The shop of the list that goes by this name, or None."""
        try:
            return self._known[printed]
        except KeyError:
            pass
        folded = fold(printed)
        found = next((shop for pattern, shop in self._shops if pattern.fullmatch(folded)), None)
        if len(self._known) < 65536:
            self._known[printed] = found
        return found

    def same(self, one: str, other: str) -> bool:
        """Whether two printed names mean the same shop: one of the list, or alike in either script."""
        if one == other:
            return True
        first, second = self.find(one), self.find(other)
        if first or second:
            return first is second
        parts = self._surroundings.parts
        return not parts(one).isdisjoint(parts(other))
