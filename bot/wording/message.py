"""A sentence in the code: its English source, marked so that Babel finds it, and its values.

    _("You have {points:points}.")
    n_("{count} voucher is waiting.", "{count} vouchers are waiting.")

The markers only mark: nothing is looked up or formatted before a language is known. A value may itself be a
message (`_("...").using(name=...)`), so sentences can be put together without a half of them being in a
language already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

# The catalogue of everything marked in Python code; each programme has one of its own name.
BOT = "bot"


@dataclass(frozen=True, slots=True)
class Message:
    """An English source string (and its plural, chosen by the value `count`), and its values.

    `domain` names the catalogue that translates it: a programme's own sentences stand in the programme's.
    """

    source: str
    plural: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    domain: str = BOT

    def using(self, **values: Any) -> "Message":
        """The same message with these values added."""
        return replace(self, values={**self.values, **values})


def _(source: str) -> Message:
    """Mark a sentence for translation."""
    return Message(source)


def n_(singular: str, plural: str) -> Message:
    """Mark a sentence whose wording depends on the value `count`."""
    return Message(singular, plural)
