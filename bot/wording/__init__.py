"""The room that makes sentences: decisions, clauses and figures into words of three languages.

`Wording` is its face. Mark a sentence with `_` or `n_` where it is needed and let `Wording.say` put it into
the member's language; docs/translating.md tells how the translations come about.
"""

from bot.wording.message import Message, Money, Said, _, n_
from bot.wording.wording import Reason, Wording, WordingError

__all__ = ["Message", "Money", "Reason", "Said", "Wording", "WordingError", "_", "n_"]
