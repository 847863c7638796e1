"""Whose name stands on a paper: a printed name compared with those of a member.

Names are printed in any order, with initials, masked, in one of several romanisations; where such a
difference could be one of print or of person the answer is `unsure`, and a person decides.
"""

import re

from bot.reading.folding import fold
from bot.reading.reading import Holder
from bot.text import has_han, slips

_TITLES = re.compile(
    r"(?<![A-Z])(?:MR|MRS|MS|MISS|DR|PROF|SIR|MADAM)(?![A-Z])\.?|先生|小姐|女士|太太|医生|教授"
)
_MASKS = "*＊○"
_ALIKE = 1  # letters that may differ: a slip of recognition
# Spellings of one Chinese name in Hong Kong, Mandarin and elsewhere that share few letters.
_SPELLINGS = tuple(
    frozenset(names.split())
    for names in (
        "CHAN CHEN TAN CHIN", "WONG WANG HUANG ONG", "LEE LI LEI", "CHEUNG ZHANG CHANG", "LAU LIU LOW",
        "YEUNG YANG YOUNG", "NG WU", "CHOW ZHOU CHAU CHOU", "HO HE", "LAM LIN LIM", "LEUNG LIANG",
        "TSANG ZENG", "TSE XIE CHE", "CHENG ZHENG", "KWOK GUO", "YIP YE IP", "MAK MAI", "FUNG FENG",
        "TANG DENG", "HUI XU", "CHU ZHU", "KWAN GUAN", "LO LUO LAW", "YUEN YUAN RUAN", "SIU XIAO",
        "TO DU", "POON PAN", "SO SU", "LUI LU", "MOK MO", "KONG JIANG", "CHOI CAI TSOI", "YU YUE", "WU HU",
    )
)  # fmt: skip


def whose(printed: str, latin: str | None, chinese: str | None) -> Holder:
    """Whether a printed name is the member's, somebody else's, or cannot be told."""
    text = _TITLES.sub(" ", fold(printed)).strip()
    if has_han(text):
        return _in_chinese(text, fold(chinese)) if chinese else "unsure"
    return _in_latin(_words(text), _words(fold(latin))) if latin else "unsure"


def _in_chinese(text: str, own: str) -> Holder:
    printed, own = re.sub(r"[\s,.]", "", text).replace("X", "*"), re.sub(r"\s", "", own)
    if printed == own or printed == own[:1]:
        return "member"  # all of it, or the surname with a title
    if any(mask in printed for mask in _MASKS):
        fits = len(printed) == len(own) and all(
            p in _MASKS or p == o for p, o in zip(printed, own, strict=True)
        )
        return "unsure" if fits or len(printed) != len(own) else "other"
    shared = set(printed) & set(own)
    return "unsure" if len(shared) >= max(1, len(own) - 1) or len(printed) != len(own) else "other"


def _in_latin(printed: list[str], own: list[str]) -> Holder:
    if not printed or not own:
        return "unsure"
    if sorted(printed) == sorted(own) or "".join(sorted("".join(printed))) == "".join(sorted("".join(own))):
        return "member"
    if len(printed) == 1 and printed[0] in own:
        return "member"  # "Mr Chan": no more than the surname is told
    if set(printed) >= set(own):
        return "member"  # a Christian name that the member left out
    if any(mask in word for word in printed for mask in _MASKS):
        return "unsure" if all(any(_fits(word, each) for each in own) for word in printed) else "other"
    matched = sum(any(_same(word, each) for each in own) for word in printed)
    initials = [word for word in printed if len(word) == 1]
    if matched and all(any(each.startswith(letter) for each in own) for letter in initials):
        return "unsure"
    return "other" if not matched or matched * 2 < len(printed) else "unsure"


def _same(one: str, other: str) -> bool:
    if one == other or any(one in names and other in names for names in _SPELLINGS):
        return True
    return min(len(one), len(other)) >= 3 and slips(one, other) <= _ALIKE


def _fits(masked: str, word: str) -> bool:
    pattern = "".join("." if char in _MASKS else re.escape(char) for char in masked)
    return bool(re.match(pattern.rstrip("."), word))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[^A-Z*＊○]+", text) if word]
