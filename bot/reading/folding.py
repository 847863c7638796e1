# ruff: noqa: E501 - a table of words
"""What stands on a paper made comparable with labels: capitals, and the usual slips of recognition undone.

Labels in this room are written in Simplified Chinese and capitals; `fold` brings what stands on the paper
there.
"""

import functools
import re

from bot.text import PRINTED, plain

# Words of labels that are put right when they are misread: print in bad light has 0 for O, 1 for I or L, rn for m.
_LABEL_WORDS = (
    "BILL", "CASH", "CHANGE", "CHECK", "DATE", "GOOGLE", "INVOICE", "NUMBER", "RECEIPT", "TICKET", "TIME", "TIPS",
    "VISA", "EPS", "GRAND", "CREDIT", "DEBIT", "MEMBER", "POINTS", "TOTAL", "AMOUNT", "SUBTOTAL", "SUB-TOTAL",
    "BALANCE", "ROUNDING", "SERVICE", "DISCOUNT", "VOUCHER", "TRANSACTION", "REFERENCE", "APPROVAL", "TERMINAL",
    "CASHIER", "ALIPAY", "ALIPAYHK", "WECHAT", "PAYME", "OCTOPUS", "UNIONPAY", "MASTERCARD", "SAMSUNG", "AMERICAN",
    "EXPRESS", "APPLE", "MERCHANT", "CUSTOMER", "CARDHOLDER", "REPRINT", "DUPLICATE", "DEPOSIT",
)  # fmt: skip
# Long or rare enough that one letter may be any other.
_ONE_SLIP = frozenset(word for word in _LABEL_WORDS if len(word) >= 7) | {
    "TOTAL", "PAYME", "ALIPAY", "WECHAT", "AMOUNT",
}  # fmt: skip
_OFTEN_MISTAKEN = str.maketrans("01|58Q", "OIISBO")
_TOKEN = re.compile(r"(?<![A-Z0-9|-])[A-Z0-9|-]{3,12}(?![A-Z0-9|-])")
# 號 is read as 虎, or as both, in small print.
_NUMBER_SIGN = re.compile(r"(?<=[编机卡单账柜台])号?虎")
_CJK_GAP = re.compile(r"(?<=[\u2e80-\u9fff])\s+(?=[\u2e80-\u9fff])")


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Capitals, Simplified, half width, single blanks, none between Chinese characters."""
    folded = plain(text, PRINTED).upper()
    folded = _TOKEN.sub(lambda token: _label_word(token.group()), folded)
    folded = _NUMBER_SIGN.sub("号", folded)
    return _CJK_GAP.sub("", re.sub(r"\s+", " ", folded)).strip()


def _look(word: str) -> str:
    """A word with the letters that are read for one another as one."""
    return word.translate(_OFTEN_MISTAKEN).replace("L", "I")


_BY_LOOK = {_look(word): word for word in _LABEL_WORDS}
_KNOWN = frozenset(_LABEL_WORDS)


@functools.lru_cache(maxsize=8192)
def _label_word(token: str) -> str:
    """The word of a label that a token is a misreading of, of the same length; else the token itself."""
    if token in _KNOWN or not re.search(r"[A-Z]", token):
        return token
    look = _look(token)
    if look in _BY_LOOK:
        return _BY_LOOK[look]
    for word in _ONE_SLIP:
        if len(word) == len(look) and sum(a != b for a, b in zip(look, _look(word), strict=True)) == 1:
            return word
    return token
