"""Typed values into words: a placeholder's text follows from the type of its value, its style, the language.

- int, Decimal: `1,234`; the style may be a unit of `names.UNITS` (`7 days`) or `plain` (`1234`)
- Quantity (a figure of a pack): with its unit, or as money; `plain`: the number alone
- Money: `HK$1,234.50`, `HK$100`, `RMB¥60`
- date: `12 November 2026`; `short`: `12 Nov 2026`; `day`: `12 Nov`; `month`: `November 2026`; `weekday`
- datetime, in Hong Kong time: `12 November 2026, 18:05` (seconds when there are any); `time`: `18:05`; a
  style of dates: that date and the time
- MonthDay: `31 March`
- time: `18:05`
- timedelta: `7 days`, `1 hour 30 minutes`
- str: itself; the style may be a table of `names.NAMES`: the name of that code; `printed`: Chinese in the
  script of the language
- a Shop, or a mapping by language: the text of the language
- Message: the message, said
- list, tuple: `a, b and c`; `or`: `a, b or c`; any other style goes to the members of the list
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from bot.clock import HONG_KONG
from bot.languages import LOCALES, Language
from bot.rules.figures import MonthDay, Quantity
from bot.text import Shop, in_script
from bot.wording.message import Message, Money, Said
from bot.wording.names import NAMES, UNITS
from bot.wording.spacing import begins_latin, ends_latin

# Numbers are set as Python does it, `1,234.5`: fifty times faster than Babel, and how all three languages
# write them in Hong Kong (a test compares the two).

# How a sum is written: the sign before it, by currency and language.
_SIGNS: dict[str, dict[Language, str]] = {
    "HKD": {"en": "HK$", "zh-Hans": "HK$", "zh-Hant": "HK$"},
    "CNY": {"en": "RMB¥", "zh-Hans": "¥", "zh-Hant": "RMB¥"},
}
_DATES = {"": "long", "short": "medium", "weekday": "full"}
_SKELETONS = {"day": "MMMd", "month": "yMMMM", "yearly": "MMMMd"}
_DATE_TIME: dict[Language, str] = {"en": "{}, {}", "zh-Hans": "{} {}", "zh-Hant": "{} {}"}

Say = Callable[..., str]  # (language, message, **values)


class ValueFormatError(ValueError):
    """A value that has no words: of an unknown type, or a code without a name."""


def put(value: Said, style: str, language: Language, say: Say) -> str:
    """The words for a value. Raises `ValueFormatError` for a value that no member should read."""
    match value:
        case bool() | None:
            raise ValueFormatError(f"{value!r} has no words")
        case Message():
            return say(language, value)
        case str():
            return _text(value, style, language, say)
        case int() | Decimal():
            return _number(value, style, language, say)
        case Quantity():
            return _quantity(value, style, language, say)
        case Money():
            return _money(value.amount, value.currency, language)
        case datetime():
            return _datetime(value.astimezone(HONG_KONG), style, language)
        case date():
            return _date(value, style, language)
        case MonthDay():
            return _date(value.of(2000), "yearly", language)
        case time():
            return _clock(value)
        case timedelta():
            return _duration(value, language, say)
        case Shop():
            return value.name[language]
        case Mapping():
            return _in_language(value, language)
        case list() | tuple():
            return _list(value, style, language, say)
    raise ValueFormatError(f"{type(value).__name__} has no words: {value!r}")


def _text(text: str, style: str, language: Language, say: Say) -> str:
    if style == "printed":
        return in_script(text, language)
    return _named(text, style, language, say) if style else text


def _number(number: int | Decimal, style: str, language: Language, say: Say) -> str:
    if style in UNITS:
        return say(language, UNITS[style], count=number)
    return str(number) if style == "plain" else f"{number:,}"


def _quantity(quantity: Quantity, style: str, language: Language, say: Say) -> str:
    if style == "plain":
        return f"{quantity.value:,}"
    if quantity.unit in UNITS:
        return say(language, UNITS[quantity.unit], count=quantity.value)
    return _money(Decimal(quantity.value), quantity.unit, language)


def _in_language(names: Mapping[str, str], language: Language) -> str:
    if language not in names:
        raise ValueFormatError(f"no name in {language}: {names!r}")
    return str(names[language])


def _named(code: str, style: str, language: Language, say: Say) -> str:
    name = NAMES.get(style, {}).get(code)
    if name is None:
        raise ValueFormatError(f"no {style} is named {code!r}")
    return say(language, name)


def _money(amount: Decimal, currency: str, language: Language) -> str:
    number = f"{abs(amount):,.2f}".removesuffix(".00")
    return ("-" if amount < 0 else "") + _SIGNS[currency][language] + number


@lru_cache(maxsize=4096)
def _date(day: date, style: str, language: Language) -> str:
    locale = Locale.parse(LOCALES[language])
    if style in _SKELETONS:
        return format_date(day, locale.datetime_skeletons[_SKELETONS[style]].pattern, locale=locale)
    if style not in _DATES:
        raise ValueFormatError(f"no style of a date: {style!r}")
    return format_date(day, _DATES[style], locale=locale)


def _datetime(moment: datetime, style: str, language: Language) -> str:
    if style == "time":
        return _clock(moment.time())
    day = _date(moment.date(), style, language)
    return _DATE_TIME[language].format(day, _clock(moment.time()))


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def _duration(length: timedelta, language: Language, say: Say) -> str:
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    counted = {"days": length.days, "hours": hours, "minutes": minutes, "seconds": seconds}
    parts = [say(language, UNITS[unit], count=count) for unit, count in counted.items() if count]
    separator = " " if language == "en" else ""
    return separator.join(parts) or say(language, UNITS["days"], count=0)


def _list(members: Sequence[Said], style: str, language: Language, say: Say) -> str:
    words = style.split()
    kind: Literal["or", "standard"] = "or" if "or" in words else "standard"
    member_style = " ".join(word for word in words if word != "or")
    said = [put(member, member_style, language, say) for member in members]
    if language != "en" and len(said) > 1:  # the last two stand beside a conjunction
        said[-2] += " " if ends_latin(said[-2]) else ""
        said[-1] = " " + said[-1] if begins_latin(said[-1]) else said[-1]
    return format_list(said, style=kind, locale=LOCALES[language])
