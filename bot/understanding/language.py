"""The language of a message, from its script. Cantonese is answered in Traditional Chinese."""

import re

from bot.languages import Language
from bot.text import ANALYSED, is_han, script_of

_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")

# Characters that written Cantonese has and written Mandarin has not.
_CANTONESE = frozenset("嘅咗喺啲嚟冇唔佢哋咁乜嘢嗰俾畀咩啩喎嗎啱睇攞揾搵攰唞瞓諗谂啦吖㗎噃咪咭")


def detect_language(text: str, current: Language | None = None) -> Language | None:
    """The language of `text`; `current`, the conversation's language, where the text does not tell.

    Two words of Latin letters or fewer do not tell, nor do digits and emoji. Characters that both scripts
    share tell that it is Chinese: the current language if that is Chinese, Traditional if it is English,
    None if there is no current one.
    """
    text = text[:ANALYSED].encode(errors="ignore").decode()
    han = [character for character in text if is_han(character)]
    words = len(_WORD.findall(text))
    cantonese = any(character in _CANTONESE for character in han)
    if not han or (words > len(han) and words > 3 and not cantonese):
        return "en" if words > 2 else current
    scripts = [script_of(character) for character in han]
    traditional, simplified = scripts.count("zh-Hant"), scripts.count("zh-Hans")
    if traditional != simplified:
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    if cantonese:
        return "zh-Hant"
    return "zh-Hant" if current == "en" else current
