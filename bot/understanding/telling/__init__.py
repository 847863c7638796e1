"""A message as a case: which programme and kind, which facts it tells, and what found no place."""

from bot.understanding.telling.told import (
    Fact,
    FactValue,
    Offer,
    OneOf,
    Programme,
    Programmes,
    Residue,
    Talk,
    Telling,
)

__all__ = ["Fact", "FactValue", "Offer", "OneOf", "Programme", "Programmes", "Residue", "Talk", "Telling"]
