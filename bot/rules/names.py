"""Shop names as printed, folded until the same shop looks the same."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.text.scripts import simplified

_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")

# What stands around a shop's name without being part of it: company forms, places, branch and unit numbers.
# Written as they look after folding; the longer word stands before the shorter one it begins with.
_AROUND = (
    r"companylimited|company|coltd|limited|ltd|inc|llc|plc|hongkongsar|hongkong|hk|kowloontong|kowloon|kln"
    r"|k11musea|k11artmall|retail"
    r"|festivalwalk|cityplaza|taikooshing|branch|outlet|store|shop|co(?![a-z])|no(?![a-z])"
    r"|太古城中心|有限公司|九龙塘|又一城|太古城|专门店|香港|九龙|公司|分店|门市|分号|店铺|铺|号|店|层|楼"
    r"|(?:lg|ug|mtr|[a-z])?\d++(?:[a-z](?![a-z]))?|lg|ug|mtr"
)
_GENERIC = (
    r"restaurant|conveniencestore|supermarket|cosmetics?|jewellery|jewelry|bookstore|pharmacy|kitchen|coffee|cafe"
    r"|超级市场|珠宝金行|茶餐厅|咖啡室|咖啡店|化妆品|便利店|餐厅|酒楼|酒家|咖啡|药房|超市|珠宝|金行|书店|书局"
)
_TRAILING = re.compile(rf"(?>(?:{_AROUND})+)$")
_TRAILING_SORT = re.compile(rf"(?>(?:{_GENERIC}|{_AROUND})+)$")
_ONLY_GENERIC = re.compile(rf"(?>(?:{_GENERIC}|{_AROUND})*)")


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that a rule book names. `name` is how each language calls it, `known_as` its other usual names.

    `resembling` are names that may mean it or not: cut short, or written wrongly.
    """

    name: Mapping[str, str]
    known_as: tuple[str, ...] = ()
    resembling: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """One form for every way of writing: width, case, script, accents, blanks and punctuation folded away."""
    return _NOT_WORD.sub("", simplified(unicodedata.normalize("NFKD", text)).casefold())


def fold_shop(text: str) -> str:
    """A shop's name folded, without what a till prints around it."""
    folded = fold(text)
    return _TRAILING.sub("", folded) or folded


class ShopNames:
    """Finds the shop of a list behind a printed name: any usual name, whatever stands around it."""

    def __init__(self, shops: Iterable[Shop]) -> None:
        self._shops = []
        for shop in shops:
            aliases = {fold(name) for name in (*shop.name.values(), *shop.known_as)}
            longest_first = sorted(aliases, key=lambda alias: (-len(alias), alias))
            names = "|".join(re.escape(alias) for alias in longest_first)
            # Atomic groups: a hostile name costs no more than its length.
            pattern = rf"(?:the)?(?>(?:(?!{names})(?:{_AROUND}))*)(?:{names})(?>(?:{names}|{_AROUND})*)"
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
        return not _parts(one).isdisjoint(_parts(other))


@lru_cache(maxsize=65536)
def _parts(printed: str) -> frozenset[str]:
    """The name in Chinese and in Latin letters, each without what sort of shop it is; else the whole name."""
    folded = fold(printed)
    halves = ("".join(_HAN.findall(folded)), _HAN.sub("", folded))
    named = {_TRAILING_SORT.sub("", half) for half in halves if not _ONLY_GENERIC.fullmatch(half)}
    return frozenset(named - {""} or {folded})
