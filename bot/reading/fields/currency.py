# ruff: noqa: E501 - a pattern is easier to read on one line
"""In which currency a paper counts: the sign of its total, else what the paper says of its place.

A bare `$`, `¥`, 元 or no sign at all tells little: codes elsewhere, the place, its tax, its telephones and its script
are weighed, and where nothing tells the answer is a guess.
"""

import re
from collections.abc import Sequence

from bot.reading.fields.amounts import Amount
from bot.reading.ocr.lines import Row
from bot.text import simplified

_PRINTED, _SAID, _PLACED, _BY_SCRIPT, _GUESSED = 0.97, 0.95, 0.93, 0.91, 0.7
_BARE = re.compile(r"^\W*[-(]?\s?[$¥￥]")

# What names a currency outright.
_NAMED = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("TWD", r"NT ?\$|(?<![A-Z])(?:TWD|NTD)(?![A-Z])|新台币"),
        ("MOP", r"(?<![A-Z])MOP(?![A-Z])|澳门[币元]|葡币"),
        ("HKD", r"(?<![A-Z])HKD(?![A-Z])|HK ?\$|港[币元]"),
        ("MYR", r"(?<![A-Z])(?:MYR|RM)(?= ?\d|(?![A-Z0-9/-]))"),
        ("JPY", r"(?<![A-Z])JPY(?![A-Z])|日[元円圆]"),
        ("SGD", r"(?<![A-Z])SGD(?![A-Z])|S\$"),
        ("AUD", r"(?<![A-Z])AUD(?![A-Z])|A\$"),
        ("USD", r"(?<![A-Z])USD(?![A-Z])|US ?\$|美元"),
        ("GBP", r"(?<![A-Z])GBP(?![A-Z])|£"),
        ("EUR", r"(?<![A-Z])EUR(?![A-Z])|€"),
        ("CNY", r"(?<![A-Z])(?:RMB|CNY)(?![A-Z])|人民币"),
    )
)
# What names a place, its tax or its telephones.
_PLACES = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("MOP", r"澳门|(?<![A-Z])MACA[UO](?![A-Z])|\+?853[ -]?\d{4}"),
        ("TWD", r"台[北中南湾]|高雄|新北市|桃园市|统一编号|统编|营业税|电子发票证明联|(?<![A-Z])TAI(?:PEI|WAN)(?![A-Z])"),
        ("JPY", r"税込|税抜|内税|外税|領収|领收[书証证]|レジ|東京|[ァ-ヶ]{4,}|消费税"),
        ("MYR", r"SDN\.? ?BHD|MALAYSIA|SELANGOR|JOHOR|KUALA LUMPUR|(?<![A-Z])SST (?:NO|ID)"),
        ("SGD", r"(?<![A-Z])SINGAPORE(?![A-Z])|GST REG"),
        ("AUD", r"(?<![A-Z])ABN ?:? ?\d|AUSTRALIA|(?<![A-Z])(?:NSW|VIC|QLD) \d{4}"),
        ("GBP", r"VAT (?:REG(?:ISTRATION)?\.? )?NO\W* ?GB|UNITED KINGDOM|(?<![A-Z])LONDON(?![A-Z])|\+44"),
        ("ZAR", r"SOUTH AFRICA|(?<![A-Z])VAT:? ?4\d{9}"),
        ("USD", r"SALES TAX|(?<![A-Z])[A-Z]{2} \d{5}(?:-\d{4})?$|\(\d{3}\) ?\d{3}-\d{4}"),
        ("CNY", r"[省市][\u4e00-\u9fff]{1,6}[市区县镇]|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)400-?\d{3}-?\d{4}|银联商务|收钱吧|美团|饿了么|\+86|中国(?!银行|香港|移动香港)大陆"),
        ("HKD", r"香港|九龙|新界|港岛|八达通|OCTOPUS|转数快|(?<![A-Z])(?:HONG ?KONG|HK|KOWLOON|KLN|N\.? ?T\.?|NEW TERRITORIES|ALIPAYHK|PAYME|EPS)(?![A-Z])|\+?852[ -]?\d{4}|(?:TE[L1I]|电话)\D{0,4}[2356789]\d{3} ?-?\d{4}(?!\d)"),
    )
)  # fmt: skip
_HAN = re.compile(r"[\u4e00-\u9fff]")


def currency_of(rows: Sequence[Row], chosen: Amount | None) -> tuple[str, float] | None:
    """(code, confidence 0-1) for a paper; None where it has no sum."""
    if chosen is None:
        return None
    bare = chosen.currency is None or bool(_BARE.match(chosen.piece.text[chosen.start :].lstrip()))
    if not bare and chosen.currency is not None:
        return chosen.currency, _PRINTED
    texts = [row.plain for row in rows]
    named, placed = _first(texts, _NAMED), _first(texts, _PLACES)
    if chosen.currency == "CNY":  # "¥"
        yen = "JPY" in (named, placed)
        return ("JPY" if yen else "CNY"), _PLACED
    if named is not None:
        # A second currency is told for the holder of a card; the place counts then.
        clash = placed is not None and placed != named
        return (placed, 0.85) if clash and placed is not None else (named, _SAID)
    if placed is not None:
        return placed, _PLACED
    script = _by_script(rows)
    return (script, _BY_SCRIPT) if script is not None else ("HKD", _GUESSED)


def _first(texts: Sequence[str], table: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    """The code of a table that most rows speak for."""
    votes = {code: sum(bool(pattern.search(text)) for text in texts) for code, pattern in table}
    best = max(votes, key=lambda code: votes[code])
    return best if votes[best] else None


def _by_script(rows: Sequence[Row]) -> str | None:
    """Hong Kong's shops print Traditional characters, the mainland's Simplified ones."""
    text = "".join(row.text for row in rows)
    traditional = sum(a != b for a, b in zip(text, simplified(text), strict=False))
    han = len(_HAN.findall(text))
    if han < 8:
        return None
    return "HKD" if traditional > 0.1 * han else "CNY" if traditional <= 0.02 * han else None
