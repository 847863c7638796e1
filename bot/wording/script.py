"""Printed Chinese in the script of the reader: a shop's name as its till prints it, an address."""

from functools import cache, lru_cache

import opencc

from bot.languages import Language


@lru_cache(maxsize=4096)
def in_script(text: str, language: Language) -> str:
    """The text with its Chinese in the language's script; English leaves it as it is.

    What is Traditional already stays untouched for readers of Traditional: some of its characters are also
    simplified forms of others (后, 里).
    """
    if language == "en":
        return text
    simplified: str = _converter("t2s").convert(text)
    if language == "zh-Hans":
        return simplified
    traditional: str = _converter("s2hk").convert(text) if simplified == text else text
    return traditional


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)
