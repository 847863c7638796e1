"""Names and fixed phrases in every language of the product."""

from collections.abc import Mapping
from typing import Self

from pydantic import ConfigDict, RootModel, model_validator

from bot.languages import LANGUAGES, Language


class LocalName(RootModel[dict[Language, str]]):
    """A name or fixed phrase in each language, under the language's own tag."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _in_every_language(self) -> Self:
        if lacking := [language for language in LANGUAGES if language not in self.root]:
            raise ValueError(f"missing in {', '.join(lacking)}")
        return self

    def by_language(self) -> Mapping[str, str]:
        """The text for each language."""
        return {str(language): text for language, text in self.root.items()}
