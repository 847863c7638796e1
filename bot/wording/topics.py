"""What the parts of a rule book are called."""

from bot.rules import Pack
from bot.wording.message import Message, _

# Where a clause belongs to no part, or the book has none.
_THE_RULES = _("The rules")


def topic_name(pack: Pack, part: str) -> Message:
    """What a part of a book is about; `part` is empty for clauses that belong to none."""
    return Message(pack.parts[part], domain=pack.programme) if part else _THE_RULES
