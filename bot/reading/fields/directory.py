"""Which shop a printed name means: the programme's own list of shops, in any script, slips of recognition
allowed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.reading.reading import Evidence, Reading
from bot.rules.pack import Pack
from bot.text import Nearest, Shop, ShopNames, look

_MALL_TERMS = ("mall", "mall_address")  # of a pack; a programme without them knows its mall by no name


class Directory:
    """The shops of a programme and the names of its mall, as they may be printed."""

    def __init__(self, shops: ShopNames, mall: Iterable[str]) -> None:
        self._shops = shops
        self._misread = Nearest(
            {name: _english(shop) for shop in shops.listed for name in (*shop.name.values(), *shop.known_as)}
        )
        self._mall = frozenset(map(look, mall))

    @classmethod
    def of(cls, pack: Pack) -> "Directory":
        """The directory of a programme's pack."""
        return cls(pack.shops, _mall_names(pack))

    def find(self, printed: str) -> tuple[str, bool] | None:
        """(English name of the shop, whether it is printed exactly so) or None where the list has nothing
        like it.
        """
        known = self._shops.find(printed)
        if known is not None:
            return _english(known), True
        misread = self._misread.find(printed)
        return (misread, False) if misread else None

    def in_mall(self, reading: Reading) -> bool:
        """Whether the paper itself shows the mall's name, in its address or anywhere else."""
        text = look(" ".join([reading.address or "", *(line.text for line in reading.lines)]))
        return any(name in text for name in self._mall)


def _mall_names(pack: Pack) -> Iterator[str]:
    for term in _MALL_TERMS:
        named = pack.terms.get(term, {})
        yield from (named,) if isinstance(named, str) else named.values()


def _english(shop: Shop) -> str:
    return shop.name.get("en") or next(iter(shop.name.values()))


def identified(reading: Reading, directory: Directory) -> Reading:
    """The reading with its shop looked up: a misread name put right, the signal `unknown_shop` where neither
    the directory knows the shop nor the paper shows the mall. A slip's name is left as it is: often it is
    that of a bank or of the company behind the shop.
    """
    if reading.merchant is None or reading.document != "shop_receipt":
        return reading
    found = directory.find(reading.merchant)
    if found is None:
        known = directory.in_mall(reading)
        return reading if known else replace(reading, signals=(*reading.signals, "unknown_shop"))
    name, exact = found
    if exact:
        return reading
    was = reading.evidence.get("merchant")
    evidence = Evidence(
        reading.merchant, was.box if was else None, f"reads almost like {name} of the directory"
    )
    return replace(reading, merchant=name, evidence={**reading.evidence, "merchant": evidence})
