"""Money as printed: finding it, undoing the usual slips of recognition, telling it from codes and weights."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.reading.ocr.lines import Piece, Row
from bot.text import half_width

_CURRENCIES = {
    "HK$": "HKD", "HKS": "HKD", "HKD$": "HKD", "HKD": "HKD", "$": "HKD", "港币": "HKD", "港幣": "HKD",
    "RMB": "CNY", "CNY": "CNY", "¥": "CNY", "￥": "CNY", "人民币": "CNY", "人民幣": "CNY", "RMB¥": "CNY",
    "RM": "MYR", "MYR": "MYR", "MOP": "MOP", "MOP$": "MOP", "USD": "USD", "US$": "USD", "NT$": "TWD",
    "EUR": "EUR", "€": "EUR", "GBP": "GBP", "£": "GBP", "JPY": "JPY", "SGD": "SGD",
    "KRW": "KRW", "THB": "THB", "R": "ZAR", "AUD": "AUD",
}  # fmt: skip

_MONEY = re.compile(
    r"""
    (?<![A-Za-z0-9.,/#*-])(?<!\d:)
    (?P<before>[-(]\s?)?
    (?P<currency>HKD\s?\$|HK\s?\$|HKS(?=\s?\d)|HKD|RMB\s?¥?|CNY|MYR|RM(?=[\s\d:-])|(?<![A-Z])R(?=\s?\d[\d,]*\.\d{2}(?!\d))|MOP\s?\$?|USD|US\$|NT\$|EUR|GBP|JPY|SGD|AUD|KRW|THB|[€£]|港[币幣]|人民[币幣]|[$¥])?
    \s*:?\s?
    (?P<inside>-\s?)?
    (?P<number>\d{1,3}(?:[,.]\d{3})+[.,]\d{2}(?!\d)|\d{1,3}(?:,\d{3})+(?![\d])|\d+[.,]\d{2}(?!\d)|\d+\.\d(?!\d)|\d+)
    (?P<after>\s?(?:-(?!\w)|\)|CR\b|元|蚊|円|圓|港[币幣]元?|HKD\b|RMB\b|CNY\b|RM\b)?)
    (?![\w%/:°*@-]|[.,]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CURRENCY_AT_END = re.compile(
    r"(?:(?<![A-Z])(?:HK ?\$|HKD|RMB|CNY|RM|MOP|USD|EUR|GBP|JPY|SGD|KRW|THB)|[$¥€£])\W{0,2}$"
)
# Letters that print is read as, inside what is money all the same.
_SPOILT = re.compile(
    r"^([-(]?\s?(?:HK\s?[$S5]|HKD|[$S]|RM)?\s?-?)\s?([\dOoQDIl|]{1,3}(?:[,.][\dOoQIl|]{3})*[.,][\dOoQIl|]{2})(-|\))?$"
)
_DIGITS = str.maketrans("OoQDIl|", "0000111")


@dataclass(frozen=True, slots=True)
class Amount:
    """One sum of money on the paper."""

    value: Decimal  # negative where a minus or brackets stand
    currency: str | None  # None where no sign stands; "$" alone is HKD here
    cents: bool  # printed with cents
    piece: Piece
    start: int  # where in the piece's text
    unit: bool = False  # a price each ("2 @ 99.00"), not what was paid

    @property
    def sure(self) -> bool:
        """Certainly money: it has cents or a currency sign."""
        return self.cents or self.currency is not None


def amounts_in(piece: Piece) -> list[Amount]:
    """All sums in a piece of text, left to right. Bare whole numbers come too, with `sure` False."""
    text = _mended(half_width(piece.text))
    found = []
    for match in _MONEY.finditer(text):
        number = match["number"]
        value, cents = _value(number)
        if value is None or value >= 10_000_000:
            continue
        sign = (match["before"] or "") + (match["inside"] or "")
        after = match["after"].strip().upper()
        if sign.strip() in ("-", "--") or (sign.startswith("(") and after == ")") or after in ("-", "CR"):
            value = -value
        currency = match["currency"]
        code = _CURRENCIES.get(re.sub(r"\s", "", currency).upper()) if currency else None
        if code is None and after in ("元", "蚊", "円", "圓"):
            code = "HKD"
        elif code is None and after in _CURRENCIES:
            code = _CURRENCIES[after]
        ahead = text[: match.start()].rstrip()
        behind = text[match.end() :].lstrip()
        unit = (
            ahead.endswith(("@", "×"))
            or behind.startswith(("/", "×", "@"))
            or bool(re.match(r"(?i)x\s?\d", behind))
        )
        # "158.4": a till that drops the last nought
        alone = not behind and "." in number and not re.search(r"[A-Za-z0-9]", ahead)
        found.append(Amount(value, code, cents or alone, piece, match.start(), unit))
    return found


def amounts_of(row: Row) -> list[Amount]:
    """All sums in a row, left to right. A currency may stand in a piece of its own before its sum."""
    found: list[Amount] = []
    before = ""
    for piece in row.pieces:
        ends = _CURRENCY_AT_END.search(before)
        code = _CURRENCIES.get(re.sub(r"[^A-Z$¥€£]", "", ends.group())) if ends else None
        found += [
            replace(amount, currency=code) if code and amount.currency is None else amount
            for amount in amounts_in(piece)
        ]
        before = piece.plain
    return found


def last_sum(row: Row, sure: bool = True) -> Amount | None:
    """The sum at the right end of a row, where a line's amount stands; unit prices are passed over."""
    sums = [amount for amount in amounts_of(row) if not amount.unit and (amount.sure or not sure)]
    return sums[-1] if sums else None


def _mended(text: str) -> str:
    text = re.sub(r"(?<=[,.]\d{3}):(?=\d{2}$)|((?:\$|HKD ?)\d{1,3}):(?=\d{2}$)", r"\1.", text)
    text = re.sub(r"(?i)(total|amount|amt|due)(?=\d)", r"\1 ", text)
    text = re.sub(r"(?<=\d)\s+(?=[.,]\d{2}\b)|(?<=\d,)\s+(?=\d{3}\b)|(?<=\d\.)\s+(?=\d{2}$)", "", text)
    spoilt = _SPOILT.match(text.strip())
    if not spoilt:
        return text
    sign, number, end = spoilt.groups()
    sign = re.sub(r"(?i)HK\s?[S5]", "HK$", sign).replace("S", "$") if not sign.startswith("HKD") else sign
    digits = number.translate(_DIGITS)
    return sign + digits + (end or "") if sum(c.isdigit() for c in number) * 2 >= len(number) - 2 else text


def _value(number: str) -> tuple[Decimal | None, bool]:
    """The number and whether it has cents; a comma before two last digits is a misread point."""
    parts = re.split(r"[.,]", number)
    if len(parts) == 1:
        return (Decimal(number), False) if len(number) <= 7 else (None, False)
    if len(parts[-1]) == 3 and "," in number:
        return Decimal("".join(parts)), False
    if len(parts[-1]) == 3:
        return None, False  # 0.253 CT, 1.250 KG: a weight
    if len(parts[-1]) == 1:
        return Decimal(".".join(["".join(parts[:-1]), parts[-1]])), False
    return Decimal("".join(parts[:-1]) + "." + parts[-1]), True
