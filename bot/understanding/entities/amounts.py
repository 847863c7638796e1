"""Amounts of money: 三百蚊, 两百块, $1.2k, 千二蚊, HK$1,234.50, 八舊水."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.understanding.entities.numbers import NUMBER, parse_number
from bot.understanding.normalise import Folded
from bot.understanding.parse import Entity

_PREFIX = r"(?:hk\s?\$|hkd\s?\$?|us\$|\$|rmb\s?|cny\s?|¥|港币\s?|人民币\s?)"
_SUFFIX = (
    r"(?:(?:多|几|零)?\s?(?:蚊鸡|蚊|文(?![一-龥])|港元|港币|港纸|人民币|元|圆|块钱|块(?!表|布|石)|纸(?!巾|袋|质)|旧水|嚿水|撇水|皮嘢|刀)"
    r"|\s?(?:hkd|hk\s?\$(?!\s?\d)|hk dollars?|dollars?|dollas?|bucks?|rmb|cny|yuan|quid)(?![a-z])|\s?\$(?!\s?\d))"
)
_HUNDREDS = re.compile(r"旧水|嚿水")
_THOUSANDS = re.compile(r"撇水")

_WITH_CURRENCY = re.compile(
    rf"{_PREFIX}\s?(?P<prefixed>{NUMBER})(?P<both>{_SUFFIX})?|(?<![\d.a-z/:-])(?P<suffixed>{NUMBER})(?P<suffix>{_SUFFIX})(?P<half>半)?"
)

# A number without a currency is an amount where somebody spends it ...
_SPENT = (
    r"(?:(?:spen[dt]|spending|paid|pay(?:ing)?|cost(?:s|ing)?|total(?:led)?(?: of)?|bill (?:of|was|is)|worth|bought|buy|"
    r"for|over|at least|above|about|around|exactly|only|just|another|receipt of|purchase of|amount (?:of|is|was))"
    r"(?: (?:about|around|over|like|only|exactly|roughly|just|a|the|is|was|of))*\s"
    r"|(?:买|花|使|用|消费|俾|付|付款|支付|满|够|碌|刷|食|吃|喝|饮|饮茶|总共|合共|一共|共|大概|大约|左近|差不多|单|帐单|账单|金额|洗|超过|净系|就)"
    r"(?:咗|了|晒|得|净系|正好|刚好|啱啱|成|大约|大概|满|系|是|为|共)*\s?)"
)
# ... and it counts neither points nor hours, days, cars.
_NOT_COUNTED = (
    r"(?!\s?(?:[a-z]*points?|pts?\b|hours?|hrs?\b|h\b|mins?|minutes?|days?|weeks?|months?|years?|times?|%|st\b|nd\b|rd\b|th\b|am\b|pm\b|"
    r"分|个|小时|钟|点|天|日|号|月|年|次|张|份|人|位|岁|楼|层|折|间|餐|套|星期|周|礼拜|成|款|种|样|部|架|件|杯|[/:.\-]\d)|[\d,.]*\d)"
)
_SPENT_NUMBER = re.compile(rf"{_SPENT}(?P<number>{NUMBER}){_NOT_COUNTED}")


def _entity(text: Folded, start: int, end: int, value: Decimal) -> Entity:
    return Entity("amount", value, *text.span(start, end))


def find(text: Folded) -> Iterator[Entity]:
    """Amounts with a currency, and numbers that somebody spends. Values are Decimal."""
    taken: set[int] = set()
    for match in _WITH_CURRENCY.finditer(text.text):
        number = match["prefixed"] or match["suffixed"]
        value = parse_number(number)
        if value is None or not value:
            continue
        suffix = match["suffix"] or ""
        if _HUNDREDS.search(suffix):
            value *= 100
        elif _THOUSANDS.search(suffix):
            value *= 1_000
        elif "皮嘢" in suffix:
            value *= 10_000
        if match["half"]:
            value += Decimal("0.5")
        taken.update(range(*match.span()))
        yield _entity(text, *match.span(), value)
    for match in _SPENT_NUMBER.finditer(text.text):
        start, end = match.span("number")
        value = parse_number(match["number"])
        if value is None or value < 2 or taken & set(range(start, end)):
            continue
        if len(match["number"]) == 1 and not match["number"].isdigit():
            continue  # 一 in 买一样: a digit word alone counts things
        yield _entity(text, start, end, value)
