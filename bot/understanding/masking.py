"""Personal data in what members write, masked: the words stay useful, the people stay unknown."""

import re
from collections.abc import Iterable

EMAIL, PHONE, NUMBER, NAME = "✉•••", "☎•••", "#•••", "☺•••"

# A separator that people put between the digits of a number.
_GAP = r"[ \u00a0.\-–·]?"
_EMAIL = re.compile(r"[\w.+%-]+\s?[@＠]\s?[\w-]+(?:\.[\w-]+)+")
# Membership and receipt numbers, identity cards: letters, then digits (FW-100001, R2211-0042, A123456(7)).
_CODE = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,4}-?\d(?:-?\d){4,}(?:\s?[(（][\dA]\s?[)）])?")
# Eight digits as Hong Kong writes a phone number, or an international one.
_PHONE = re.compile(
    rf"(?<![\d.])(?:\+|00)\d(?:{_GAP}\d){{7,14}}(?!\d)"
    rf"|(?<![\d.])(?:852{_GAP})?[2-9]\d{{3}}{_GAP}\d{{4}}(?!\d)"
)
# Any other long number. Amounts of money and dates are shorter, or have separators of their own.
_LONG = re.compile(rf"(?<![\d.+])\d(?:{_GAP}\d){{5,}}(?!\d)")
_CARD = re.compile(rf"(?<![\d.+])\d(?:{_GAP}\d){{11,}}(?!\d)")
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")


def masked(text: str, personal: Iterable[str] = ()) -> str:
    """The text without e-mail addresses, phone and other long numbers, and what `personal` names."""
    for part in sorted((part.strip() for part in personal), key=len, reverse=True):
        if len(part) > 1:
            text = re.sub(re.escape(part), NAME, text, flags=re.IGNORECASE)
    text = _EMAIL.sub(EMAIL, text)
    kept = _DATE.sub(lambda match: match[0].translate(_HIDE), text)  # a date is nobody's number
    for pattern, mask in ((_CODE, NUMBER), (_CARD, NUMBER), (_PHONE, PHONE), (_LONG, NUMBER)):
        kept = pattern.sub(mask, kept)
    return kept.translate(_SHOW)


# Digits of dates while numbers are looked for.
_HIDE = {ord("0") + digit: 0xE000 + digit for digit in range(10)}
_SHOW = {0xE000 + digit: ord("0") + digit for digit in range(10)}
