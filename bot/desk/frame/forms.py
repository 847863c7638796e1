"""What pages with forms of many fields share: the fields as they were typed, and how to read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Annotated

from fastapi import Depends, Form, Request
from starlette.datastructures import FormData

from bot.languages import LANGUAGES
from bot.wording import Message, _

_REQUIRED = _("Please fill this in.")
_TOO_LONG = _("Please use at most {count} characters.")
_WHOLE = _("Please enter a whole number from {least} to {most}.")
_AMOUNT = _("Please enter an amount above 0 with at most two decimals.")
_ALL_LANGUAGES = _("Please write it in all three languages, or in none.")

_HIGHEST_AMOUNT = Decimal(1_000_000)


async def _sent(request: Request) -> FormData:
    return await request.form()


# The fields of the form that a request brings, for routes that run in a thread.
SentForm = Annotated[FormData, Depends(_sent)]

# One field of it.
Text = Annotated[str, Form()]


@dataclass
class Fields:
    """Reads the fields of a form. What is wrong with one is in `errors`, by its name."""

    form: FormData
    errors: dict[str, Message] = field(default_factory=dict)

    def raw(self, name: str) -> str:
        """A field as it was typed."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def line(self, name: str, longest: int, *, required: bool = True) -> str:
        """A text of one line."""
        text = " ".join(self.raw(name).split())
        if required and not text:
            self.errors[name] = _REQUIRED
        elif len(text) > longest:
            self.errors[name] = _TOO_LONG.using(count=longest)
        return text

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number; the least one where it is wrong."""
        text = self.raw(name).strip()
        if text.removeprefix("-").isdecimal() and len(text) < 12 and least <= int(text) <= most:
            return int(text)
        self.errors[name] = _WHOLE.using(least=least, most=most) if text else _REQUIRED
        return least

    def amount(self, name: str) -> Decimal | None:
        """A sum of money."""
        try:
            amount = Decimal(self.raw(name).strip().replace(",", ""))
            cents = amount.quantize(Decimal("0.01"))
        except InvalidOperation:
            cents = amount = Decimal(0)
        if amount != cents or not 0 < amount <= _HIGHEST_AMOUNT:
            self.errors[name] = _AMOUNT
            return None
        return cents

    def in_languages(self, name: str, longest: int, *, required: bool = True) -> dict[str, str]:
        """A text in the three languages, by `name.en` and so on."""
        texts = {
            f"{name}.{language}": self.line(f"{name}.{language}", longest, required=required)
            for language in LANGUAGES
        }
        if not required and any(texts.values()):
            for key, text in texts.items():
                if not text:
                    self.errors[key] = _ALL_LANGUAGES
        return texts

    def typed(self) -> dict[str, object]:
        """Every field as it was typed, to show again; `shops` and other lists as lists."""
        return {name: self.form.getlist(name) if name in _LISTS else self.raw(name) for name in self.form}


_LISTS = frozenset({"shops"})


def as_typed(values: Mapping[str, object]) -> dict[str, object]:
    """Values as one would type them."""
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else ""
        case list():
            return value
        case Decimal():
            return f"{value:f}".removesuffix(".00")
    return str(value)
