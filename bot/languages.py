"""The three languages of the product, as every room names them."""

from typing import Literal, get_args

Language = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

# Babel's names for them: all three as they are written and counted in Hong Kong.
LOCALES: dict[Language, str] = {"en": "en_HK", "zh-Hans": "zh_Hans_HK", "zh-Hant": "zh_Hant_HK"}


def nearest_language(tag: str | None, default: Language = "en") -> Language:
    """The product's language for a BCP 47 tag as platforms send it (`zh-TW`, `zh-cn`, `en-GB`, `yue`)."""
    if not tag:
        return default
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] == "yue":
        return "zh-Hant"
    if parts[0] == "zh":
        if "hans" in parts:
            return "zh-Hans"
        if "hant" in parts or {"hk", "tw", "mo"} & set(parts):
            return "zh-Hant"
        return "zh-Hans"
    return default
