"""Text made comparable: one width, one script, no accents. Every folding of the product starts with `plain`.

What is compared decides what else is folded away, and that is all in which the foldings differ:

- `fold` and `words` are for names, addresses and numbers: blanks and punctuation mean nothing. `fold` has
  no bounds of words, which tills drop and add as they like; `words` keeps them.
- `bot.text.typed` keeps places and punctuation, which carry a message's sense.
- `bot.reading.folding` keeps punctuation, which tells an amount, and mends the words of labels.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from bot.text.scripts import simplified

Variants = Mapping[int, str]
"""Characters that are written for one another, as `str.maketrans` makes it."""

# What print has, and blurred print is read as, for one character: variants that OpenCC leaves alone, Japanese
# glyphs, punctuation.
PRINTED: Variants = str.maketrans(
    {
        "総": "总", "縂": "总", "惣": "总", "収": "收", "拠": "据", "単": "单", "發": "发", "発": "发",
        "號": "号", "帳": "账", "帐": "账", "賬": "账", "檯": "台", "枱": "台", "臺": "台", "餘": "余",
        "馀": "余", "價": "价", "価": "价", "実": "实", "応": "应", "額": "额", "円": "元", "圓": "元",
        "図": "图", "銭": "钱", "赎": "续", "贖": "续", "両": "两", "遞": "递", "匯": "汇", "滙": "汇",
        "衞": "卫", "舖": "铺", "鋪": "铺", "櫃": "柜", "佔": "占", "餠": "饼", "羣": "群", "裏": "里",
        "裡": "里", "峯": "峰", "啓": "启", "〇": "0", "∶": ":", "。": ".", "‧": ".", "・": ".", "·": ".",
        "–": "-", "—": "-", "−": "-", "‐": "-", "【": "[", "】": "]", "、": ",", "’": "'", "‘": "'",
        "“": '"', "”": '"',
    }
)  # fmt: skip
_RUN = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")
_APOSTROPHES = str.maketrans("", "", "'’")


def compatible(text: str) -> str:
    """The text with full-width letters, ligatures and the like as ordinary characters (Unicode's NFKC)."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def plain(text: str, variants: Variants) -> str:
    """The text in half width and Simplified characters, without accents; case and punctuation as they were.

    `variants` are looked up before the simplification and after it: both scripts have some.
    """
    if text.isascii():
        return text
    one_script = simplified(compatible(text).translate(variants)).translate(variants)
    decomposed = unicodedata.normalize("NFKD", one_script)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=8192)
def half_width(text: str) -> str:
    """The text as printed, in half width and with single blanks."""
    return " ".join(compatible(text).split())


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a name or address: Latin words and numbers one by one, Chinese in runs."""
    return tuple(_RUN.findall(plain(text, PRINTED).casefold().translate(_APOSTROPHES)))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """One form for every way of writing a name or number: letters, digits and Chinese characters alone."""
    return "".join(words(text))
