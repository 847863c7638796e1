"""A sentence in the code: its English source, marked so that Babel finds it, and its values.

    _("You have {points:points}.")
    n_("{count} voucher is waiting.", "{count} vouchers are waiting.")

The markers only mark: nothing is looked up or formatted before a language is known. A value may itself be a
message (`_("...").using(name=...)`), so sentences can be put together without a half of them being in a
language already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Union

from bot.rules.figures import Value
from bot.text import Shop

# The catalogue of everything marked in Python code; each programme has one of its own name.
BOT = "bot"


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in a currency (`HKD`, `CNY`)."""

    amount: Decimal
    currency: str = "HKD"


Said = Union[Value, Money, timedelta, Shop, "Message", Sequence["Said"]]
"""What a placeholder of a sentence stands for; `values` tells how each is put into words."""


@dataclass(frozen=True, slots=True)
class Message:
    """An English source string (and its plural, chosen by the value `count`), and its values.

    `domain` names the catalogue that translates it: a programme's own sentences stand in the programme's.
    """

    source: str
    plural: str | None = None
    values: Mapping[str, Said] = field(default_factory=dict)
    domain: str = BOT

    def using(self, **values: Said) -> "Message":
        """The same message with these values added."""
        return replace(self, values={**self.values, **values})


def _(source: str) -> Message:
    """Mark a sentence for translation."""
    return Message(source)


def n_(singular: str, plural: str) -> Message:
    """Mark a sentence whose wording depends on the value `count`."""
    return Message(singular, plural)
