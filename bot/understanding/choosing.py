"""Choosing in a few words from what is on the table: which one, another one, how many of them."""

import re
from decimal import Decimal

from bot.text import fold_typed

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = {
    **dict(zip(_ENGLISH, range(1, 11), strict=True)),
    **dict(zip("一二三四五六七八九十", range(1, 11), strict=True)),
    "couple of": 2,
    "twenty": 20,
    "fifty": 50,
    "hundred": 100,
    "a hundred": 100,
    "one hundred": 100,
    "两": 2,
    "二十": 20,
    "五十": 50,
    "百": 100,
    "一百": 100,
}
# "The 100 one", 一下, 另一個: no number.
_PRONOUNS = ("one", "一")
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = rf"\d+(?:\.\d+)?|(?<![a-z])(?:{_WORD})(?![a-z])"
_NUMBERS = re.compile(_NUMBER)

# 個 counts things, but not hours or months.
_COUNTED = re.compile(
    rf"(?P<of>{_NUMBER}) ?(?:of (?:them|those|these|that|it|the)(?![a-z])|copies|pieces|pcs|times)|"
    rf"(?:x|×|\*) ?(?P<by>\d{{1,2}})(?!\d)|(?<![\d.])(?P<times>\d{{1,2}}) ?(?:x|×)(?![a-z])|"
    rf"(?<!第)(?P<han>{_NUMBER}) ?(?:张|份|件|个(?!钟|月|字|小时|星期|鐘|半))|"
    rf"(?P<many>{_NUMBER}) (?:(?:more|hk)?\$?(?:\d+|fifty|hundred)? ?(?:dollars? )?(?:e-?)?(?:shopping )?)"
    r"(?:vouchers|coupons|bags|gifts|ones)(?![a-z])"
)
_POSITIONS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
_POSITION = re.compile(
    rf"(?<![a-z])(?:the )?(?P<word>{'|'.join(_POSITIONS)})(?: (?:one|option|voucher|coupon|receipt|shop|"
    rf"reward))?(?![a-z\s]*(?:hour|time|receipt of))|"
    r"第(?P<han>[一二三四五六\d])(?!次|日|天|个钟|小时)|(?:number|no\.?|option|#) ?(?P<digit>\d)(?!\d)|"
    r"最[尾后](?P<last>嗰|那)?"
)
_OTHER = re.compile(
    r"(?<![a-z])(?:the )?(?:other|another) (?:one|option|voucher|coupon|reward|shop)(?![a-z])|"
    r"(?<![a-z])the other(?![a-z])|"
    r"另(?:外)?(?:嗰|一|那)?(?:个|张|款|样|间)|(?:其他|其它|别的|第二)(?:个|张|款|样|间)?(?:嘅|的)?$"
)
_ANOTHER_DAY = re.compile(
    r"(?<![a-z])(?:tomorrow|tmr|later today|next (?:week|month|time)|on (?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day|tonight|weekend)(?![a-z])|"
    r"[听明后]日|听朝|明天|后天|下[周星]|下个月|[今听]晚|周末"
)


def value_of(numeral: str) -> Decimal:
    """The value of a numeral that `numbers_in` or a pattern of this module found."""
    return Decimal(_WORDS[numeral]) if numeral in _WORDS else Decimal(numeral)


def count_in(text: str) -> int | None:
    """How many of a thing are wanted: "2 of them", x3, 兩張."""
    match = _COUNTED.search(fold_typed(text).text)
    if match is None:
        return None
    return int(value_of(next(found for found in match.groupdict().values() if found)))


def numbers_in(text: str) -> set[Decimal]:
    """The numbers that tell one thing from another; a count of things is none."""
    folded = _COUNTED.sub(_uncounted, fold_typed(text).text)
    return {value_of(numeral) for numeral in _NUMBERS.findall(folded) if numeral not in _PRONOUNS}


def position_in(text: str) -> int | None:
    """The place in a list that is named, from 1; -1 is the last."""
    match = _POSITION.search(fold_typed(text).text)
    if match is None:
        return None
    if word := match["word"]:
        return _POSITIONS[word]
    numeral = match["han"] or match["digit"]
    return -1 if numeral is None else int(value_of(numeral))


def other_in(text: str) -> bool:
    """Whether the other one is meant."""
    return _OTHER.search(fold_typed(text).text) is not None


def another_day_in(text: str) -> bool:
    """Whether a day to come is named."""
    return _ANOTHER_DAY.search(fold_typed(text).text) is not None


def _uncounted(match: re.Match[str]) -> str:
    """What a counted thing leaves: "two 50 vouchers" keeps the 50."""
    counted = next(found for found in match.groupdict().values() if found)
    return match[0].replace(counted, " ", 1)
