"""Numerals as members write them: 1,234.50, $1 350, 1.2k, 1w2, 三百五 (350), 千二 (1,200), 三百半, one fifty.

cn2an does not know the colloquial forms, so it is not used (docs/understanding.md).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000}
_ONES = [
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
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_BIG_WORDS = {"hundred": 100, "thousand": 1_000, "grand": 1_000, "k": 1_000, "million": 1_000_000}

# Sources of regular expressions over folded text.
ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d{1,2})?|\d+(?:\.\d+)?"
_SPACED = (
    r"(?:(?<=[$¥£€])|(?<=[$¥£€]\s))\d{1,3}(?:\s\d{3})+(?:\.\d{1,2})?"
    r"(?![\d,.]*\d|\s?(?:points?|pts?|hours?|分))"
)
_HAN = r"(?:[一二两俩三四五六七八九十百千万廿卅零〇○]|\d(?=[百千万]))+"
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_BIG = "hundred|thousand|grand|million|k"
_ENGLISH = (
    rf"(?<![a-z])(?:(?:(?:a|half a|a couple(?: of)?|couple(?: of)?|{ARABIC})[\s-](?:{_BIG})|(?:{_WORD}))"
    rf"(?:(?:(?<=hundred|thousand)\sand)?[\s-](?:{_WORD}|{_BIG}))*)(?![a-z])"
).replace("(?<=hundred|thousand)", "(?:(?<=hundred)|(?<=thousand))")
NUMBER = (
    rf"(?:{_ENGLISH}|(?:{_SPACED})"
    rf"|(?:{ARABIC})(?:\s?[kw]\d?(?![a-z\d])|[百千万](?:[一二两三四五六七八九十百千\d]*半?))?"
    rf"|{_HAN}(?:(?<=[百千万])半(?![个天年月小])|点[零一二三四五六七八九]+(?=[千万k]))?[万千]?)"
)

_NUMBER = re.compile(NUMBER)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
_PAIR = re.compile(r"([一二两三四五六七八])([二三四五六七八九])[十百千万]")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at [start, end) of the folded text."""

    value: Decimal
    start: int
    end: int
    text: str
    low: Decimal | None = None  # 三四百: the value is 400, low is 300

    @property
    def han(self) -> bool:
        """Whether it is written in Chinese characters alone."""
        return not self.text.isascii() and not any(character.isdigit() for character in self.text[:1])


def find(text: str) -> Iterator[Numeral]:
    """Every number of a folded text, parts of words (七仔, 一定) included."""
    for match in _NUMBER.finditer(text):
        value = parse_number(match[0])
        if value is not None:
            yield Numeral(value, *match.span(), match[0], _low(match[0], value))


def _low(text: str, value: Decimal) -> Decimal | None:
    """The lower of two digits in a row before a unit, which name two values (三四百, 五六十)."""
    pair = _PAIR.fullmatch(text)
    if not pair or _DIGITS[pair[1]] + 1 != _DIGITS[pair[2]]:
        return None
    return value * _DIGITS[pair[1]] / _DIGITS[pair[2]]


def parse_number(text: str) -> Decimal | None:
    """The value of a folded number, None if it is none. A last digit counts tenths: 千二 is 1,200."""
    if (len(text) > 1 and "a" <= text[0] <= "z") or re.search(r"[a-z]{2}|\s[a-z]$", text):
        return _english(text)
    text = re.sub(r"[,\s]", "", text).replace("廿", "二十").replace("卅", "三十")
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if not text:
        return None
    if all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    return _with_units(text)


def _with_units(text: str) -> Decimal | None:
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
        elif token == "半":
            return total + section + Decimal(unit) / 2
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
        if word in ("and", "a", "of"):
            continue
        if word == "half":
            section = Decimal("0.5")
        elif word == "couple":
            section = Decimal(2)
        elif word in _WORDS:
            added = _joined(section, _WORDS[word])
            if added is None:
                return None
            section = added
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


def _joined(before: Decimal, value: int) -> Decimal | None:
    """Two number words in a row: twenty five, two hundred five, one fifty (150); None for "two two"."""
    if not before or before % 100 == 0 or (before % 100 >= 20 and before % 10 == 0 and value < 10):
        return before + value
    if before < 20 <= value:
        return before * 100 + value
    return None
