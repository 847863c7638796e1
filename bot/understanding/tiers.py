"""How members call the tiers of our programmes, as regular expressions for folded text."""

from collections.abc import Iterable

from bot.programmes import tier_names
from bot.text import fold_typed
from bot.understanding.entities.lookup import names_pattern


def _any_of(names: Iterable[str]) -> str:
    folded = [fold_typed(name).text for name in names]
    return names_pattern(folded) if folded else "(?!)"  # which nothing matches


_CALLED = tier_names()
TIER = _any_of(name for names in _CALLED.values() for name in names)
"""Any tier."""
HIGHER = _any_of(_CALLED["elite"])
"""The tier that is earned."""
