"""Numbers as members write them: 1,234.50, 1.2k, 1w2, 三百五 (350), 千二 (1,200), two thousand and fifty.

cn2an does not know the colloquial forms, so it is not used (docs/understanding.md).
"""

import re
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_BIG_WORDS = {"hundred": 100, "thousand": 1_000, "grand": 1_000}

# Sources of regular expressions over folded text.
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?"
CHINESE = r"(?:[一二两三四五六七八九十百千万廿卅零〇]|\d(?=[百千万]))+"
_WORD = "|".join([*_WORDS, *_BIG_WORDS])
ENGLISH = (
    rf"(?<![a-z])(?:(?:a|half a|{ARABIC}|{_WORD})[\s-](?:(?:{_WORD}|and)[\s-])*?(?:hundred|thousand|grand)"
    rf"(?:[\s-](?:and[\s-])?(?:{_WORD})(?:[\s-](?:and[\s-])?(?:{_WORD}))*)?)(?![a-z])"
)
NUMBER = (
    rf"(?:{ENGLISH}|(?:{ARABIC})(?:\s?[kw]\d?(?![a-z\d])|[百千万][一二两三四五六七八九十百千\d]*)?|{CHINESE})"
)

_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")


def parse_number(text: str) -> Decimal | None:
    """The value of a folded number, None if it is none. A last digit counts tenths: 千二 is 1,200."""
    if "a" <= text[-1:] <= "z" and text[-1] not in _UNITS:
        return _english(text)
    text = text.replace(",", "").replace(" ", "").replace("廿", "二十").replace("卅", "三十")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return Decimal(text)
    if not text:
        return None
    if all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    total = section = Decimal(0)
    digit: Decimal | None = None
    unit, after_zero = 1, False
    for token in _TOKEN.findall(text):
        if token in _UNITS:
            unit = _UNITS[token]
            if unit == 10_000:
                total += (section + (digit or 0) or Decimal(1)) * unit
                section = Decimal(0)
            else:
                section += (Decimal(1) if digit is None else digit) * unit
            digit, after_zero = None, False
        elif token in _DIGITS or token[0].isdigit():
            value = Decimal(_DIGITS[token]) if token in _DIGITS else Decimal(token)
            after_zero = after_zero or value == 0
            digit = None if value == 0 else value
        else:
            return None
    if digit is not None:
        total += digit * (unit // 10 if unit >= 100 and not after_zero else 1)
    return total + section


def _english(text: str) -> Decimal | None:
    total = section = Decimal(0)
    for word in re.split(r"[\s-]+", text):
        if word in ("and", "a"):
            continue
        if word == "half":
            section = Decimal("0.5")
        elif word in _WORDS:
            section += _WORDS[word]
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        elif word in _BIG_WORDS:
            total += (section or Decimal(1)) * _BIG_WORDS[word]
            section = Decimal(0)
        elif re.fullmatch(ARABIC, word):
            section += Decimal(word.replace(",", ""))
        else:
            return None
    return total + section
