"""Sums of money: a numeral with the words that make it one ($1 350, 三百蚊, US$350, 八舊水)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.candidates.numerals import NUMBER, Numeral, parse_number

# Words before and after a sum, with the currency that they tell: None where several use the word.
_PREFIXES: list[tuple[str, str | None]] = [
    (r"(?<![a-z])hk\s?\$|(?<![a-z])hkd\s?\$?|港[币纸元]", "HKD"),
    (r"(?<![a-z])(?:us\s?\$|usd\s?\$?)|美[元金]", "USD"),
    (r"(?<![a-z])(?:rmb|cny|cn)\s?[¥$]?|¥|人民币|人仔", "CNY"),
    (r"(?<![a-z])(?:nt|ntd|twd)\s?\$?|新?台币", "TWD"),
    (r"(?<![a-z])(?:au|aud|a)\$|(?<![a-z])aud\s?\$?|澳元", "AUD"),
    (r"(?<![a-z'])(?:s\$|sgd\s?\$?)", "SGD"),
    (r"(?<![a-z])mop\s?\$?|葡币", "MOP"),
    (r"(?<![a-z])(?:eur)\s?|€|欧元", "EUR"),
    (r"(?<![a-z])gbp\s?|£|英镑", "GBP"),
    (r"(?<![a-z])jpy\s?|日[元圆币]", "JPY"),
    (r"\$", None),
]
_SUFFIXES: list[tuple[str, str | None]] = [
    (
        r"(?:hkd|hk\s?\$(?!\s?\d)|(?:hk|hong kong)\s?dollars?)(?![a-z])|港[元币纸]|块港[币纸]|(?:蚊"
        r"|元)港[币纸]",
        "HKD",
    ),
    (r"(?:usd|us\s?\$(?!\s?\d)|(?:us|american)\s?dollars?)(?![a-z])|美[元金]", "USD"),
    (r"(?:rmb|cny|yuan|renminbi)(?![a-z])|人民币|(?:元|块)人民币|人仔", "CNY"),
    (r"(?:twd|ntd)(?![a-z])|新?台币", "TWD"),
    (r"(?:aud|australian dollars?)(?![a-z])|澳[元币]", "AUD"),
    (r"(?:sgd|singapore dollars?)(?![a-z])|(?:新加坡|坡)[元币]", "SGD"),
    (r"(?:mop|patacas?)(?![a-z])|葡币", "MOP"),
    (r"(?:eur|euros?)(?![a-z])|€|欧[元罗]", "EUR"),
    (r"(?:gbp|pounds?|quid)(?![a-z])|£|英镑", "GBP"),
    (r"(?:jpy|yen)(?![a-z])|日[元圆币]", "JPY"),
    (r"(?:dollars?|dollas?|dollors?|bucks?)(?![a-z])|\$(?!\s?\d)", None),
    (
        r"蚊鸡|蚊|文(?![一-龥])|元|圆|块钱|块(?!表|布|石|肉|蛋)|纸(?!巾|袋|质|本)|皮(?!嘢|肤|具|带|鞋)"
        r"|刀(?![一-龥])",
        None,
    ),
]


def _table(
    rows: list[tuple[str, str | None]], before: str, after: str
) -> tuple[re.Pattern[str], list[str | None]]:
    groups = "|".join(f"({source})" for source, _ in rows)
    return re.compile(f"{before}(?:{groups}){after}"), [currency for _, currency in rows]


_BEFORE, _BEFORE_CURRENCIES = _table(_PREFIXES, "", r"\s?$")
_AFTER, _AFTER_CURRENCIES = _table(_SUFFIXES, r"\s?", "")

# Units of a hundred and more that are money by themselves: 八舊水, 六嚿半, 一撇水, 三皮嘢.
_SLANG = re.compile(
    r"\s?(?:(?P<hundreds>[旧嚿](?:水)?(?P<odd>半|几|[一二三四五六七八九](?![十百千万]))?(?:嘢|水)?)"
    r"|(?P<thousands>撇水)"
    r"|(?P<tens>皮嘢))"
)
_AND_A_HALF = re.compile(
    r"个半(?!钟|小时|月|年|星期|礼拜|粒)|个(?P<tenth>[一二三四五六七八九])(?=$|[^一-龥])"
)
_ODD = re.compile(r"(?:多|几|零|来)(?=\s?(?:蚊|元|块|港|文|人民币|hkd|dollar))")
# Behind the suffix: 蚊半, 元五角, 块六. A digit that begins another word is none (350元八達通).
_REST = re.compile(
    r"(?P<half>半)|(?P<tenth>[一二三四五六七八九]|\d)"
    r"(?:(?:角|毫|毛)(?:(?P<cents>[一二三四五六七八九])(?:分|$))?|(?=$|[\s,.?!。;、能可有够算计的嘅呢吗]))"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with the place of all its words, the currency that they tell, and whether they say "about"."""

    value: Decimal
    start: int
    end: int
    currency: str | None
    about: bool


def read(text: str, numeral: Numeral) -> Sum | None:
    """The sum of money that a numeral of the folded text is, None where no word says so."""
    value, start, end, about = numeral.value, numeral.start, numeral.end, False
    currency = None
    prefix = _BEFORE.search(text, max(0, start - 12), start)
    if prefix:
        start, currency = prefix.start(), _BEFORE_CURRENCIES[(prefix.lastindex or 1) - 1]
    if slang := _SLANG.match(text, end):
        return _slang(slang, numeral, start)
    if odd := _ODD.match(text, end):
        end, about = odd.end(), True
    suffix = _AFTER.match(text, end)
    if suffix:
        end = suffix.end()
        currency = currency or _AFTER_CURRENCIES[(suffix.lastindex or 1) - 1]
        if (rest := _REST.match(text, end)) and not text[end - 1].isascii():
            value, end = value + _fraction(rest), rest.end()
    elif (numeral.han or value >= 100) and (half := _AND_A_HALF.match(text, end)):
        if value < 10:
            return None  # 三個半 may be anything
        tenths = Decimal(5) if half["tenth"] is None else Decimal(int(parse_number(half["tenth"]) or 0))
        return Sum(value + tenths / 10, start, half.end(), currency, about)
    if not prefix and not suffix:
        return None
    return Sum(value, start, end, currency, about)


def _slang(match: re.Match[str], numeral: Numeral, start: int) -> Sum:
    odd = match["odd"] or ""
    if match["hundreds"]:
        tens = (
            Decimal(50)
            if odd == "半"
            else (parse_number(odd) or Decimal(0)) * 10
            if odd and odd != "几"
            else 0
        )
        value = numeral.value * 100 + tens
    else:
        value = numeral.value * (1_000 if match["thousands"] else 10_000)
    return Sum(value, start, match.end(), None, odd == "几")


def _fraction(match: re.Match[str]) -> Decimal:
    if match["half"]:
        return Decimal("0.5")
    cents = (parse_number(match["cents"]) or 0) / Decimal(100) if match["cents"] else Decimal(0)
    return (parse_number(match["tenth"]) or 0) / Decimal(10) + cents


# A pair of numbers that bound a value: between 90 and 110, 一百至二百, $100-200.
_BETWEEN = re.compile(r"(?<![a-z])between\s(?:hkd?)?\s?\$?\s?$")
_SIGNS = re.compile(r"hk\s?\$|us\s?\$|hkd|rmb|[$¥蚊元块]")
_JOINT = re.compile(r"\s*(?:-|–|—|~|to|至|到)\s*")
_JOINT_BETWEEN = re.compile(r"\s*(?:and|to|-)\s*")


def bounds(text: str, first: Numeral, second: Numeral) -> bool:
    """Whether two neighbouring numerals bound one value."""
    if first.value >= second.value:
        return False
    joint = _SIGNS.sub("", text[first.end : second.start])
    if _BETWEEN.search(text, 0, first.start) and _JOINT_BETWEEN.fullmatch(joint):
        return True
    return _JOINT.fullmatch(joint) is not None


# How many cost so much each: "2 items at $175 each", 兩件每件175, $175 x 2, 175蚊一件.
_EACH_BEHIND = re.compile(
    r"\s?(?:each|ea(?![a-z])|apiece|a piece|a head|per (?:item|piece|person|head|one|ticket|unit)"
    r"|/\s?(?:each|item|pc|person|件|个|人|位)"
    r"|一[件个张份位杯支条对双本盒套]|[件个张份位杯支]$)(?![a-z])"
)
_EACH_BEFORE = re.compile(
    r"(?:[每一][一]?[件个张份位人杯支条对双本盒套样]|各|(?<![a-z])(?:1|one|a|per) (?:pc|piece|item)"
    r"|(?<![a-z])each(?:\s(?:one\s)?(?:is|was|costs?|for"
    r"|at))?|@)\s?(?:系|是|要"
    r"|卖|收)?\s?(?:hk)?\$?\s?$"
)
_SO_MANY_OF = re.compile(
    r"(?<![a-z\d.$/:-])(?P<count>[2-9]|1\d|two|three|four|five|six|seven|eight|nine|ten)\s(?=$)"
    r"|(?<![第一])(?P<han_count>[两二三四五六七八九十])张$"
)
_PLURAL = re.compile(r"\s(?:[a-z-]+\s)?[a-z-]+s(?![a-z])")
_TIMES_BEHIND = re.compile(r"\s?[x×*乘]\s?(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,2})(?![\d.])")
_TIMES_BEFORE = re.compile(r"(?<![\d.])(?P<count>\d{1,3})\s?[x×*]\s?(?:hk)?\$?\s?$")
_COUNT = re.compile(
    rf"(?P<count>{NUMBER})\s?(?:[件个张份位杯支条对双本盒套样]|items?|pieces?|pcs?|tickets?|shirts?"
    rf"|people|persons?"
    rf"|of (?:them|these)|"
    r"[a-z]+s(?![a-z]))"
)


def each(text: str, start: int, end: int) -> tuple[int | None, int, int]:
    """How many cost the sum at [start, end) each, None where it is for all; its place with "x 3"."""
    if times := _TIMES_BEHIND.match(text, end) or _TIMES_BEFORE.search(text, max(0, start - 8), start):
        count = int(parse_number(times["count"]) or 0) or None
        return count, min(start, times.start()), max(end, times.end())
    of = _SO_MANY_OF.search(text, max(0, start - 12), start)
    if of and (of["han_count"] or _PLURAL.match(text, end)):
        return int(parse_number(of["count"] or of["han_count"]) or 0) or None, start, end
    if not (_EACH_BEHIND.match(text, end) or _EACH_BEFORE.search(text, max(0, start - 20), start)):
        return None, start, end
    near = [*_counts(text, max(0, start - 40), start), *_counts(text, end, min(len(text), end + 30))]
    return next((count for count in near if count > 1), None), start, end


def _counts(text: str, start: int, end: int) -> Iterator[int]:
    for match in reversed(list(_COUNT.finditer(text, start, end))):
        value = parse_number(match["count"])
        if value is not None and value == int(value) and value < 1_000:
            yield int(value)
