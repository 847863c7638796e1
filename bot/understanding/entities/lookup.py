"""Names with one value each (payments, programmes, rewards, languages, shops), found exactly as written."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.text import Folded, fold_typed
from bot.understanding.parse import Entity

# A payment's name is part of another word here: 現金券, cash voucher, card slip.
_NOT_AFTER = {
    "payment": (
        r"(?!\s?(?:vouchers?|coupons?|value|back|(?:card )?slips?|rewards?|"
        r"券|优惠券|礼券|纸(?!币)|存根|回赠|价值|透支|奖赏))"
    ),
}
# Points that are to become cash, not a payment in cash.
_INTO_CASH = re.compile(r"(?:\b(?:for|into|to|in|get|receive)|兑换?|换成?|换做|套|提|变成?|折)\s?$|can i $")


def names_pattern(names: Sequence[str]) -> str:
    """A regular expression for any of the folded names, longest first, whole words where they are Latin."""
    alternatives = []
    for name in sorted(set(names), key=len, reverse=True):
        before = r"(?<![a-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
        after = r"(?![a-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
        alternatives.append(before + re.escape(name).replace(r"\ ", r"\s*") + after)
    return "|".join(alternatives)


class Lookup:
    """Finds the names of one entity; `names` gives the value for each name."""

    def __init__(self, entity: str, names: Mapping[str, str]) -> None:
        self._entity = entity
        self._values = {_key(fold_typed(name).text): value for name, value in names.items()}
        pattern = names_pattern([fold_typed(name).text for name in names])
        self._pattern = re.compile(f"(?:{pattern}){_NOT_AFTER.get(entity, '')}") if names else None

    def find(self, text: Folded) -> Iterator[Entity]:
        """Every name in the text."""
        for match in self._pattern.finditer(text.text) if self._pattern else ():
            value = self._values[_key(match[0])]
            if value != "cash" or match[0] == "in cash" or not _INTO_CASH.search(text.text[: match.start()]):
                yield Entity(self._entity, value, *text.span(*match.span()))


def _key(name: str) -> str:
    return name.replace(" ", "")
