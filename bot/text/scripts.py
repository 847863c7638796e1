"""Chinese in its two scripts: converting between them, and telling which one a text is written in."""

import re
from functools import cache, lru_cache

from opencc import OpenCC

from bot.languages import Language

_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _converter(configuration: str) -> OpenCC:
    return OpenCC(configuration)


def is_han(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return _HAN.match(character) is not None


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return _HAN.search(text) is not None


def simplified(text: str) -> str:
    """The text with its Traditional characters simplified."""
    return str(_converter("t2s").convert(text))


@lru_cache(maxsize=4096)
def in_script(text: str, language: Language) -> str:
    """The text with its Chinese in the language's script; English leaves it as it is.

    What is Traditional already stays untouched for readers of Traditional: some of its characters are also
    simplified forms of others (后, 里).
    """
    if language == "en":
        return text
    plain = simplified(text)
    if language == "zh-Hans":
        return plain
    return str(_converter("s2hk").convert(text)) if plain == text else text


@cache
def script_of(character: str) -> Language | None:
    """The script that alone has this character; None where both have it."""
    traditional_only = simplified(character) != character
    simplified_only = str(_converter("s2t").convert(character)) != character
    if traditional_only == simplified_only:
        return None
    return "zh-Hant" if traditional_only else "zh-Hans"
