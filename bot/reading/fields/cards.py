"""The card on a paper: its last four digits, and nothing more of its number anywhere."""

import re
from collections.abc import Sequence

from bot.reading.fields.payment import means_in
from bot.reading.folding import fold
from bot.reading.ocr.lines import Row

_FULL = re.compile(r"(?<!\d)(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}|\d{13,19})(?!\d)")
# Stars or crosses in place of most digits, those left in front included: 6222 02** **** 1234.
_MASKED = re.compile(
    r"(?<![0-9A-Z])(?:\d[\d -]{0,7})?(?:[*X•●＊][ -]?){2,}(?:\d{1,2}[*X•●＊ -]+)?(\d{4})(?!\d)", re.IGNORECASE
)
_NAMED = re.compile(r"(?:ENDING(?: IN| WITH)?|尾号|尾数|末四位)\W{0,3}(\d{4})(?!\d)|\((\d{4})\)")
_CARD = re.compile(r"(?<![A-Z])(?:CARD|PAN)(?![A-Z])|A/C|卡|咭")
_NUMBER_OF_CARD = re.compile(r"(?:CARD|A/C) ?(?:NO|NUMBER|#)|[卡咭]号")
_OTHER_NUMBER = re.compile(
    r"会员|MEMBER|OCTOPUS|八达通|积分|POINT|(?<![A-Z])TEL|PHONE|MOBILE|电话|手机|GIFT|礼品"
)
_OCTOPUS = re.compile(r"OCTOPUS|八达通")
_OCTOPUS_NUMBER = re.compile(r"(?<![\d.,/:*-])(\d{4} ?\d{4,5})(?: ?\(\d\))?(?![\d./:-])")
_BARE_LABEL = re.compile(r"^\W*(?:编号|号码|卡|咭|CARD|NO|ID)")
_TELEPHONE = re.compile(r"热线|HOTLINE|TEL|电话|查询")
_CLEARLY_MASKED = 8  # characters hidden: nothing but a card's number is printed like this
_UNCARDED = frozenset({"cash", "octopus", "octopus_wallet", "fps", "other"})


def card_digits(rows: Sequence[Row]) -> str | None:
    """The last four digits of the card that paid; None where none, or more than one card, is printed."""
    found: set[str] = set()
    of_card = False
    for row in rows:
        before, of_card = of_card, _names_card(row.plain)
        if _OTHER_NUMBER.search(row.plain):
            continue
        found |= {
            _last_four(match.group()) for match in _FULL.finditer(row.plain) if _is_card(match, row.plain)
        }
        for match in _MASKED.finditer(row.plain):
            hidden = sum(not char.isdigit() and char not in " -" for char in match.group())
            if of_card or before or hidden >= _CLEARLY_MASKED:
                found.add(match[1])
        if of_card:
            found |= {match[1] or match[2] for match in _NAMED.finditer(row.plain)}
    return found.pop() if len(found) == 1 else None


def mask_cards(text: str, above: str = "") -> str:
    """A row's text with anything like a card's number cut down to its last four digits. `above` is the row
    above it: the number of an Octopus card may stand below the word Octopus.
    """
    plain = fold(text)
    of_octopus = _OCTOPUS.search(plain) or _NUMBER_OF_CARD.search(plain)
    below_octopus = _OCTOPUS.search(fold(above)) and _BARE_LABEL.match(plain)
    if (of_octopus or below_octopus) and not _TELEPHONE.search(plain):
        text = _OCTOPUS_NUMBER.sub(lambda match: f"****{re.sub(r'[^0-9]', '', match[1])[-4:]}", text)
    text = _MASKED.sub(lambda match: f"****{match[1]}", text)
    return _FULL.sub(
        lambda match: f"****{_last_four(match.group())}" if _is_card(match, text.upper()) else match.group(),
        text,
    )


def _names_card(text: str) -> bool:
    means = means_in(text)
    return bool(_CARD.search(text)) or (means is not None and means not in _UNCARDED)


def _is_card(number: re.Match[str], text: str) -> bool:
    """Whether digits are a card's number: in its usual groups, called so, or with its check digit."""
    grouped = number[1] or number[2]
    return bool(grouped or _NUMBER_OF_CARD.search(text)) or _luhn(number.group())


def _last_four(number: str) -> str:
    return re.sub(r"\D", "", number)[-4:]


def _luhn(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    total = sum(
        digit if index % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
        for index, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0
