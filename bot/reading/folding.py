# ruff: noqa: E501 - a table of glyphs
"""Text made comparable: one width, one script, one case, the usual slips of recognition undone.

Labels in this room are written in Simplified Chinese and capitals; `fold` brings what stands on the paper
there.
"""

import functools
import re
import unicodedata

from bot.text.scripts import simplified

# Japanese and variant glyphs that blurred print is read as, and variants that t2s leaves alone.
_VARIANTS = str.maketrans(
    {
        "総": "总", "縂": "总", "惣": "总", "収": "收", "拠": "据", "単": "单", "發": "发", "発": "发", "號": "号",
        "号": "号", "帳": "账", "帐": "账", "賬": "账", "檯": "台", "枱": "台", "臺": "台", "餘": "余", "馀": "余",
        "價": "价", "価": "价", "実": "实", "応": "应", "額": "额", "円": "元", "圓": "元", "図": "图", "銭": "钱",
        "赎": "续", "贖": "续", "両": "两", "遞": "递", "匯": "汇", "滙": "汇", "衞": "卫", "舖": "铺", "鋪": "铺",
        "櫃": "柜", "佔": "占", "餠": "饼", "羣": "群", "裏": "里", "裡": "里", "着": "着", "峯": "峰", "啓": "启",
        "﹕": ":", "∶": ":", "：": ":", "；": ":", "，": ",", "。": ".", "‧": ".", "・": ".", "·": ".",
        "－": "-", "–": "-", "—": "-", "−": "-", "‐": "-", "一": "一", "〇": "0", "￥": "¥", "＄": "$",
        "（": "(", "）": ")", "【": "[", "】": "]", "、": ",", "’": "'", "‘": "'", "“": '"', "”": '"',
    }
)  # fmt: skip
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
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFKC", bare).translate(_VARIANTS)
    plain = simplified(plain).translate(_VARIANTS).upper()
    plain = _TOKEN.sub(lambda token: _label_word(token.group()), plain)
    plain = _NUMBER_SIGN.sub("号", plain)
    return _CJK_GAP.sub("", re.sub(r"\s+", " ", plain)).strip()


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


@functools.lru_cache(maxsize=8192)
def half_width(text: str) -> str:
    """Half width and plain punctuation, script and case as printed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("－", "-")).strip()


def squeeze(text: str) -> str:
    """Folded, and without anything but letters, digits and Chinese characters: for comparing names."""
    return re.sub(r"[^0-9A-Z\u3400-\u9fff]", "", fold(text))
