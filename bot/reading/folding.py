# ruff: noqa: E501 - a table of glyphs
"""Text made comparable: one width, one script, one case, the usual slips of recognition undone.

Labels in this room are written in Simplified Chinese and capitals; `fold` brings what stands on the paper
there.
"""

import functools
import re
import unicodedata

from opencc import OpenCC

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
_CJK_GAP = re.compile(r"(?<=[\u2e80-\u9fff])\s+(?=[\u2e80-\u9fff])")
_CJK = re.compile(r"[\u3400-\u9fff]")


@functools.cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Capitals, Simplified, half width, single blanks, none between Chinese characters."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    plain = unicodedata.normalize("NFKC", bare).translate(_VARIANTS)
    plain = _simplifier().convert(plain).translate(_VARIANTS).upper()
    return _CJK_GAP.sub("", re.sub(r"\s+", " ", plain)).strip()


@functools.lru_cache(maxsize=8192)
def half_width(text: str) -> str:
    """Half width and plain punctuation, script and case as printed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("－", "-")).strip()


def squeeze(text: str) -> str:
    """Folded, and without anything but letters, digits and Chinese characters: for comparing names."""
    return re.sub(r"[^0-9A-Z\u3400-\u9fff]", "", fold(text))


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return bool(_CJK.search(text))
