# ruff: noqa: E501 - a pattern is easier to read on one line
"""The name of a customer or cardholder on a paper, and whether the bill was divided between several."""

import re
from collections.abc import Sequence

from bot.reading.folding import fold
from bot.reading.ocr.lines import Row
from bot.text import half_width

_LABEL = re.compile(
    r"(?i)(?:card ?-?holder(?:'?s)? ?name|(?:customer|member|client|patient|student|guest|payer|account|buyer|sold to|bill(?:ed)? to)(?:'?s)? ?name|card ?-?holder(?! ?(?:copy|signature|acknowledg|agree))|(?:customer|client|patient|student|payer|sold to|bill(?:ed)? to)(?=\s*[:：])|(?:持卡人|顧客|顾客|客戶|客户|會員|会员|學生|学生|病人|買家|买家|付款人|客人|貴客|贵客)(?:姓名|名稱|名称)|(?:持卡人|付款人|學員|学员)(?=\s*[:：])|客戶(?=\s*[:：])|(?:^|\s)姓名)\s*[:：]?\s*"
)
_TRACK = re.compile(r"^[A-Z]{2,}(?: [A-Z]+)?/[A-Z]{1,}(?: [A-Z]+)*\.?(?: ?(?:MR|MS|MRS|MISS))?$")
_NO_NAME = re.compile(
    r"COPY|SIGN|RECEIPT|NUMBER|SERVICE|DETAILS?|HOTLINE|CARD|CASH|WALK|GUEST|MEMBER|POINT|VISA|TOTAL|存根|签|编号|号码|类|服务|热线|联|资料|积分|同意|级别"
)
_PERSON = re.compile(r"[A-Za-z][A-Za-z .,'*/-]*[A-Za-z*.]|[\u3400-\u9fff][\u3400-\u9fff*＊○〇Xx ]{1,5}")
# What stands to the right of a name in the same row.
_NEXT_LABEL = re.compile(r"(?i)\s+(?:時間|时间|日期|電話|电话|time|date|tel|phone)\W*$")
_SPLIT = re.compile(
    r"SPLIT (?:BILL|CHECK|PAYMENT|TENDER)|(?:BILL|CHECK) SPLIT|SEPARATE (?:BILL|CHECK)|分单|拆单|分账单?|(?:BILL|CHECK|单) ?\d+ ?(?:/|OF) ?\d+(?!/)"
)
_PART = re.compile(
    r"第([\d一二三四五六七八九十]+)期|INSTALL?MENT\W*(?:NO\.?\W*)?(\d+)|(\d+)(?:ST|ND|RD|TH) (?:INSTALL?MENT|PAYMENT)|期数\W*(\d+)"
)
_NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)}


def find_name(rows: Sequence[Row]) -> tuple[str, Row] | None:
    """The printed name with its row: beside or below its label, or as a card's track holds it."""
    for position, row in enumerate(rows):
        text = half_width(row.text)
        label = _LABEL.search(text)
        if label:
            value = _person(text[label.end() :])
            if value is None and not text[label.end() :].strip(" :") and position + 1 < len(rows):
                value = _person(half_width(rows[position + 1].text))
            if value:
                return value, row
        elif len(row.pieces) == 1 and _TRACK.match(text) and position > 1:
            return text, row
    return None


def is_split(rows: Sequence[Row]) -> Row | None:
    """The row that says that this is one of several bills for one table."""
    return next((row for row in rows if _SPLIT.search(row.plain) and len(row.plain) < 40), None)


def part_of(rows: Sequence[Row]) -> int | None:
    """Which of several payments this one is, where the paper counts them."""
    for row in rows:
        if match := _PART.search(row.plain):
            said = next(group for group in match.groups() if group)
            return _NUMERALS.get(said) or (int(said) if said.isdigit() else None)
    return None


def _person(text: str) -> str | None:
    text = re.split(r"\s{2,}|[|;:：]", text.strip(" :：.-"))[0].strip()
    match = _PERSON.match(text)
    if match is None or _NO_NAME.search(fold(text)) or len(text) > 40:
        return None
    value = _NEXT_LABEL.sub("", match.group().strip())
    return value if len(re.sub(r"[^A-Za-z\u3400-\u9fff]", "", value)) >= 2 else None
