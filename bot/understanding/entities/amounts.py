"""Amounts of money: 三百蚊, 两百块, $1.2k, 千二蚊, HK$1,234.50, 八舊水, 二百三十八個半."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.understanding.entities.numbers import NUMBER, parse_number
from bot.understanding.normalise import Folded
from bot.understanding.parse import Entity

_PREFIX = r"(?:(?<![a-z])hk\s?\$|(?<![a-z])hkd\s?\$?|us\$|\$|rmb\s?|cny\s?|¥|港币\s?|人民币\s?)"
_SUFFIX = (
    r"(?:(?:多|几|零|来)?\s?(?:蚊鸡|蚊|文(?![一-龥])|港元|港币|港纸|人民币|元|圆|"
    r"块钱|块(?!表|布|石)|纸(?!巾|袋|质)"
    r"|[旧嚿](?:水|几|半|嘢)?|撇水|皮嘢|刀)"
    r"|\s?(?:hkd|hk\s?\$(?!\s?\d)|hk dollars?|dollars?|dollas?|bucks?|rmb|cny|yuan|quid)(?![a-z])"
    r"|\s?\$(?!\s?\d))"
)
# What may follow the suffix: 蚊半, 元五角, 块六.
_REST = (
    r"(?P<half>半)|(?P<tenth>[一二三四五六七八九]|(?<=块)\d)(?:角|毫|毛)?(?![一二三四五六七八九十百千万\d])"
)

_HUNDREDS = re.compile(r"[旧嚿]")
_THOUSANDS = re.compile(r"撇水")

_WITH_CURRENCY = re.compile(
    rf"{_PREFIX}\s?(?P<prefixed>{NUMBER})(?:{_SUFFIX})?"
    rf"|(?<![\d.a-z/:-])(?P<suffixed>{NUMBER})(?P<suffix>{_SUFFIX})(?:{_REST})?"
    r"|(?P<and_a_half>[一二三四五六七八九百千万\d]*[百十](?:[一二三四五六七八九]?))个半(?!钟|小时|月)"
)

# A number without a currency is an amount where somebody spends it ...
_SPENDING = re.compile(
    r"(?<![a-z])(?:spen[dt]|spending|paid|pay|cost|total|bill|bought|buy|purchase|receipt|for|over|worth|"
    r"points?|pts|voucher|top up|dollars?|use|got|did|about|"
    r"deposit|qualify|eligible|counts?|earn|if|and|make it|make that|mean|meant|actually)(?![a-z])"
    r"|买|花|使|用|消费|俾|付|满|够|碌|刷|食|吃|饮|单|总|共|金额|洗|换|领|"
    r"充|交|分|券|盛惠|收据|小票|呢|如果"
)
# ... and a Chinese one only right behind a word for spending.
_SPENT = re.compile(
    r"(?:买|花|使|消费|俾|付|付款|支付|满|够|碌|刷|食|吃|饮茶|埋单|总共|合共|一共|共|大概|大约|差不多|帐单|账单|金额|洗|超过|子|"
    r"换张|换|[,。;:])(?:咗|了|晒|得|净系|正好|刚好|大约|大概|满|系|是|为|共)*\s?$"
)
_COUNTED = re.compile(
    r"\s?(?:[a-z]*points?|pts?\b|hours?|hrs?\b|h\b|mins?|minutes?|days?|weeks?|months?|years?|"
    r"times?|receipts?|shops?|"
    r"people|persons?|cars?|years old|%|st\b|nd\b|rd\b|th\b|am\b|pm\b|x\d|"
    r"分(?!期|开|之)|个|小时|钟|粒|点|天|日|号|月|年|次|张|份|人|位|岁|楼|层|折|间|餐|套|星期|周|礼拜|成|款|种|样|部|架|件|杯|"
    r"仔|岁|个月|[/:.+\-]\d)"
)
_BARE = re.compile(rf"(?<![\d.a-z/:+#-])(?<!no )(?<!no\. )(?:{NUMBER})(?![\d,.]*\d)(?![a-z])")
_LARGEST_BARE = 999_999  # longer numbers are members' and phones'


def find(text: Folded) -> Iterator[Entity]:
    """Amounts with a currency, and numbers that somebody spends. Values are Decimal."""
    taken: set[int] = set()
    for match in _WITH_CURRENCY.finditer(text.text):
        value = _with_currency(match)
        if value:
            taken.update(range(*match.span()))
            yield Entity("amount", value, *text.span(*match.span()))
    if _SPENDING.search(text.text):
        for match in _BARE.finditer(text.text):
            if not taken & set(range(*match.span())) and (value := _bare(text.text, match)):
                yield Entity("amount", value, *text.span(*match.span()))


def _with_currency(match: re.Match[str]) -> Decimal | None:
    value = parse_number(match["prefixed"] or match["suffixed"] or match["and_a_half"])
    if value is None:
        return None
    suffix = match["suffix"] or ""
    if _HUNDREDS.search(suffix):
        value = value * 100 + (50 if "半" in suffix else 0)
    elif _THOUSANDS.search(suffix):
        value *= 1_000
    elif "皮嘢" in suffix:
        value *= 10_000
    if match["half"] or match["and_a_half"]:
        value += Decimal("0.5")
    if match["tenth"]:
        value += (parse_number(match["tenth"]) or 0) / Decimal(10)
    return value


def _bare(text: str, match: re.Match[str]) -> Decimal | None:
    written = match[0]
    value = parse_number(written)
    if value is None or not 20 <= value <= _LARGEST_BARE or _COUNTED.match(text, match.end()):
        return None
    if written.isdigit() and (
        len(written) == 6 or (len(written) == 4 and written.startswith("20") and "年" in text)
    ):
        return None  # a one-time code, a year
    if not written[0].isdigit() and not written.isascii() and not _SPENT.search(text, 0, match.start()):
        return None
    return value
