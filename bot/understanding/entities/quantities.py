"""The entities amount, date and hours, made of the candidates of a message: one recogniser, not two."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.text import Folded
from bot.understanding.candidates import Candidate, Found, Span
from bot.understanding.parse import Entity, EntityValue

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
# Two vouchers of $50 each are known by their value, two shirts cost their sum.
_VOUCHERS = re.compile(r"voucher|coupon|券")
_SMALLEST_BARE, _LARGEST_BARE = 20, 999_999  # longer numbers are members' and phones'


def find(text: Folded, found: Found) -> Iterator[Entity]:
    """Amounts (Decimal), dates (ISO day, or ISO month for a whole month) and hours of the candidates.

    Ranges and other spans are no value of an entity and left out.
    """
    vouchers = _VOUCHERS.search(text.text) is not None
    spends = _SPENDING.search(text.text) is not None
    for candidate in found.candidates:
        if candidate.kind == "number":
            amount = candidate.value
            if spends and isinstance(amount, Decimal) and _is_spent(text, candidate, amount):
                yield Entity("amount", amount, candidate.start, candidate.end)
        elif (read := _read(candidate, vouchers=vouchers)) is not None:
            yield Entity(*read, candidate.start, candidate.end)


def _read(candidate: Candidate, *, vouchers: bool) -> tuple[str, EntityValue] | None:
    value = candidate.value
    if candidate.kind == "money" and isinstance(value, Decimal) and value:
        return "amount", value if vouchers else value * (candidate.each or 1)
    if candidate.kind == "hours" and isinstance(value, Decimal):
        return "hours", int(value) if value == int(value) else float(value)
    if candidate.kind == "moment" and isinstance(value, datetime):
        return "date", value.date().isoformat()
    if candidate.kind == "day" and isinstance(value, date):
        return "date", value.isoformat()
    if candidate.kind == "span" and isinstance(value, Span) and _whole_month(value):
        return "date", value.first.isoformat()[: len("2026-05")]
    return None


def _whole_month(span: Span) -> bool:
    after = span.last + timedelta(days=1)
    return span.first.day == after.day == 1 and 27 < (after - span.first).days < 32


def is_month(value: str) -> bool:
    """Whether the value of a date is a whole month, whose day is still to be told."""
    return len(value) == len("2026-05")


def _is_spent(text: Folded, candidate: Candidate, amount: Decimal) -> bool:
    if not _SMALLEST_BARE <= amount <= _LARGEST_BARE:
        return False
    start, end = text.place(candidate.start, candidate.end)
    written = text.text[start:end]
    if len(written) == 4 and written.startswith("20") and "年" in text.text and written.isdigit():
        return False  # a year
    return written[0].isdigit() or written.isascii() or _SPENT.search(text.text, 0, start) is not None


def bare_number(text: Folded, found: Found, expecting: str) -> list[Entity]:
    """A message that is a number alone as the amount or hours that were asked for."""
    if len(found.candidates) != 1 or not isinstance(value := found.candidates[0].value, Decimal):
        return []
    only = found.candidates[0]
    start, end = text.place(only.start, only.end)
    if re.search(r"\w", text.text[:start] + text.text[end:]):
        return []
    return [Entity(expecting, value if expecting == "amount" else int(value), only.start, only.end)]
