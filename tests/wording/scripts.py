"""Which characters belong to one Chinese script alone, by OpenCC's tables of single characters."""

from functools import cache

import opencc

from bot.languages import Language

# Simplified to OpenCC, which maps them to a rarer or an older form, but what Hong Kong itself writes:
# 櫃台, 准許, 吃, 反斗城.
HONG_KONG_WRITES = frozenset("台准吃斗")

_HAN = tuple(map(chr, range(0x3400, 0xA000)))


@cache
def _strange(language: Language) -> frozenset[str]:
    convert = opencc.OpenCC("t2s" if language == "zh-Hans" else "s2t").convert
    changed = frozenset(character for character in _HAN if convert(character) != character)
    return changed if language == "zh-Hans" else changed - HONG_KONG_WRITES


def strangers(text: str, language: Language) -> str:
    """The characters of a Chinese text that belong to the other script."""
    return "".join(sorted(_strange(language).intersection(text)))
