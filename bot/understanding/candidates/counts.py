"""What a numeral counts, by the words beside it: points, an age, percent, items, receipts, instalments."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.candidates.calendar_words import ORDINALS
from bot.understanding.candidates.found import Kind
from bot.understanding.candidates.numerals import Numeral


@dataclass(frozen=True, slots=True)
class Counted:
    """The kind and unit that words give to a numeral, its value with them, and where they begin and end."""

    kind: Kind
    value: Decimal
    start: int
    end: int
    unit: str | None = None


_POINTS = re.compile(
    r"\s?-?(?:(?:bonus|extra|more|reward|my \w+|my|of (?:my|the|your|those)|welcome|birthday|loyalty|,)\s)*"
    r"(?:points?|pts?|point)(?![a-z])"
    r"|\s?(?:个)?(?:积分|分数|分(?!期|开|之|钟|店|行|享|别|公司|账|单|半|秒|鐘|贝|店)|点(?:数|积分))"
)
_AGE = re.compile(r"\s?-?(?:years?[\s-]old|yrs? old|y/?o|yo)(?![a-z])|\s?岁(?:半)?|\s?years? of age")
_AGE_BEFORE = re.compile(
    r"(?<![a-z])(?:aged?|i'?m|i am|he is|she is|he's|she's|turn(?:ed|ing)?|is now|im)\s(?:only\s|just\s"
    r"|still\s)?$|(?:年龄|年纪|今年)(?:系|是|为|:)?\s?$"
)
_NOT_AGE = re.compile(
    r"\s?(?:points?|pts|min|hour|hrs|days?|weeks?|months?|receipts?|dollars?|bucks|hkd|short|away|into|of|[ap]m"
    r"|[$%/:.]\d?|蚊|元|块|分|个|小时|号|日|月)"
)
_PERCENT = re.compile(r"\s?(?:%|per ?cent(?:age)?(?![a-z]))(?P<off>\s?(?:off|discount|折扣))?")
_HAN_PERCENT = re.compile(r"百分之\s?$")
_OFF = re.compile(r"\s?折")

_COUNT_UNITS = [
    ("item", r"(?:items?|pieces?|pcs?|things?|products?|件|样|款|支|条|对|双|本|盒|包|樽|杯|套|部|只)"),
    ("receipt", r"(?:receipts?|slips?|bills?|invoices?|张?(?:单|收据|小票|发票|单据))"),
    ("voucher", r"(?:(?:e-?|gift |cash |parking )?(?:vouchers?|coupons?)|张?(?:[\u4e00-\u9fff]{0,3}券))"),
    ("instalment", r"(?:(?:-?(?:months?|mths?)\s)?instal?l?ments?|期)"),
    ("person", r"(?:people|persons?|pax|guests?|friends|adults?|kids|children|members|of us|个人|人|位)"),
    ("time", r"(?:times?|次)"),
    ("transaction", r"(?:transactions?|payments?|purchases?|visits?|笔|单)"),
    ("shop", r"(?:shops?|stores?|restaurants?|merchants?|间|家)"),
    ("account", r"(?:accounts?|个(?:账|帐)[户号])"),
    ("card", r"(?:(?:credit |gift )?cards?)"),
    ("ticket", r"(?:tickets?|stubs?|张(?:飞|票|戏票|电影票))"),
    ("stamp", r"(?:stamps?|stars?|个印|粒星)"),
    ("car", r"(?:cars?|架|辆)"),
    ("hour", r"(?:hours?|hrs?|个?(?:钟头?|小时))"),
    ("minute", r"(?:minutes?|mins?|分钟)"),
    ("day", r"(?:(?:working |business |calendar )?days?|个?工作[日天]|[日天])"),
    ("week", r"(?:weeks?|wks?|个?星期|个?礼拜|周)"),
    ("month", r"(?:months?|mths?|个月)"),
    ("year", r"(?:years?|yrs?|年)"),
    ("sheet", r"(?:sheets?|copies|张|份)"),
    ("thing", r"(?:个|粒|成)"),
]
_COUNT = re.compile(
    r"(?P<gap>[\s-]?(?:(?:more|free|separate|different|other|extra|full|interest-free|of the"
    r"|of these)\s)?)(?:"
    + "|".join(f"(?P<{unit}>{source[3:-1]})" for unit, source in _COUNT_UNITS)
    + r")(?:(?<![a-z])|(?![a-z]))"
)
_LESS = re.compile(r"\d[-减]$")  # 300-60: a sum off, no count
_ORDINAL_BEFORE = re.compile(r"第\s?$")
_ORDINAL_BEHIND = re.compile(r"(?:st|nd|rd|th)(?![a-z])\s?")
_ORDINALS = {word: value for value, word in enumerate(ORDINALS[:12], 1)}
ORDINAL_WORD = re.compile(rf"(?<![a-z])(?P<word>{'|'.join(_ORDINALS)})(?![a-z])\s")


def read(text: str, numeral: Numeral) -> Counted | None:
    """What the words beside a numeral of a folded text make of it, None where they make nothing."""
    value, start, end = numeral.value, numeral.start, numeral.end
    if ordinal := _ORDINAL_BEFORE.search(text, max(0, start - 2), start):
        unit, after = unit_at(text, end)
        return Counted("ordinal", value, ordinal.start(), after, unit)
    if numeral.text.isdigit() and (behind := _ORDINAL_BEHIND.match(text, end)):
        unit, after = unit_at(text, behind.end())
        return Counted("ordinal", value, start, after if unit else behind.end(), unit)
    if percent := _HAN_PERCENT.search(text, max(0, start - 5), start):
        return Counted("percent", value, percent.start(), end)
    if percent := _PERCENT.match(text, end):
        return Counted("percent", value, start, percent.end(), "off" if percent["off"] else None)
    if (off := _OFF.match(text, end)) and value < 100:
        paid = value * 10 if value < 10 else value
        return Counted("percent", 100 - paid, start, off.end(), "off")
    if age := _age(text, numeral):
        return age
    if (points := _POINTS.match(text, end)) and not (numeral.text == "十" and points[0].strip() == "分"):
        return Counted("points", value, start, points.end())
    if _LESS.search(text, max(0, start - 3), start):
        return None
    unit, after = unit_at(text, end)
    return Counted("count", value, start, after, unit) if unit else None


def unit_at(text: str, start: int) -> tuple[str | None, int]:
    """The unit that is named at a place of the folded text, and where its word ends."""
    match = _COUNT.match(text, start)
    return (match.lastgroup, match.end()) if match else (None, start)


def ordinal_words(text: str) -> list[Counted]:
    """Ordinals in English words before a unit: third receipt, second visit."""
    found = []
    for match in ORDINAL_WORD.finditer(text):
        unit, end = unit_at(text, match.end())
        if unit:
            found.append(Counted("ordinal", Decimal(_ORDINALS[match["word"]]), match.start(), end, unit))
    return found


def _age(text: str, numeral: Numeral) -> Counted | None:
    if age := _AGE.match(text, numeral.end):
        return Counted("age", numeral.value, numeral.start, age.end())
    if not 3 <= numeral.value <= 110 or _NOT_AGE.match(text, numeral.end):
        return None
    before = _AGE_BEFORE.search(text, max(0, numeral.start - 16), numeral.start)
    return Counted("age", numeral.value, numeral.start, numeral.end) if before else None
