"""What every room needs of text: scripts, foldings, and names of shops with their likeness."""

from bot.text.addresses import Places
from bot.text.comparing import (
    ALIKE,
    RESEMBLING,
    RESEMBLING_HAN,
    SHORTEST,
    UNRELATED,
    Nearest,
    likeness,
    likeness_within,
    look,
    resembles,
    slips,
)
from bot.text.folding import PRINTED, compatible, fold, half_width, plain
from bot.text.lookalikes import Lookalikes
from bot.text.scripts import has_han, in_script, is_han, script_of, simplified
from bot.text.shops import Shop, ShopNames, Surroundings
from bot.text.typed import ANALYSED, Folded, fold_typed

__all__ = [
    "ALIKE",
    "ANALYSED",
    "PRINTED",
    "RESEMBLING",
    "RESEMBLING_HAN",
    "SHORTEST",
    "UNRELATED",
    "Folded",
    "Lookalikes",
    "Nearest",
    "Places",
    "Shop",
    "ShopNames",
    "Surroundings",
    "compatible",
    "fold",
    "fold_typed",
    "half_width",
    "has_han",
    "in_script",
    "is_han",
    "likeness",
    "likeness_within",
    "look",
    "plain",
    "resembles",
    "script_of",
    "simplified",
    "slips",
]
