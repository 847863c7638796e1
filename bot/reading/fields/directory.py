"""Which shop a printed name means: the programme's own list of shops, in any script, slips of recognition
allowed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.reading.folding import squeeze
from bot.reading.reading import Evidence, Reading
from bot.rules.names import ShopNames
from bot.rules.pack import Pack

_ALIKE = 85.0  # of 100: one letter in seven may be misread
_SHORT = 4  # letters; shorter names must match exactly
_MALL_TERMS = ("mall", "mall_address")  # of a pack; a programme without them knows its mall by no name


class Directory:
    """The shops of a programme and the names of its mall, as they may be printed."""

    def __init__(self, shops: ShopNames, mall: Iterable[str]) -> None:
        self._shops = shops
        self._names = {
            _look(name): shop.name.get("en") or next(iter(shop.name.values()))
            for shop in shops.listed
            for name in (*shop.name.values(), *shop.known_as)
            if len(squeeze(name)) >= _SHORT or not name.isascii()
        }
        self._mall = frozenset(_look(name) for name in mall)

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
            return known.name.get("en") or next(iter(known.name.values())), True
        folded = _look(printed)
        if len(folded) < _SHORT:
            return None
        alike = process.extractOne(folded, self._names.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return (self._names[alike[0]], False) if alike else None

    def in_mall(self, reading: Reading) -> bool:
        """Whether the paper itself shows the mall's name, in its address or anywhere else."""
        text = _look(" ".join([reading.address or "", *(line.text for line in reading.lines)]))
        return any(name in text for name in self._mall)


def _mall_names(pack: Pack) -> Iterator[str]:
    for term in _MALL_TERMS:
        named = pack.terms.get(term, {})
        yield from (named,) if isinstance(named, str) else named.values()


def _look(name: str) -> str:
    """A name as it looks: letters and digits that print alike are one."""
    return squeeze(name).translate(str.maketrans("0158L", "OISBI"))


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
