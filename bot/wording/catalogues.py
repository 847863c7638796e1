"""The translations: gettext .po files, one per language and domain, read when first needed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from bot.languages import LOCALES, Language
from bot.programmes import folders


def default_root() -> Path:
    """Where the catalogues lie: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "locales"
    return inside if inside.is_dir() else package.parent / "locales"


class Catalogues:
    """Translations by language and domain. Reading is lazy; a file is read once.

    Those of a programme lie in its folder, as `programmes` tells it (None: ours), all others below `root`.
    """

    def __init__(self, root: Path | None = None, programmes: Mapping[str, Path] | None = None) -> None:
        self.root = root or default_root()
        self._programmes = folders() if programmes is None else programmes
        self._entries = cache(self._read)

    def path(self, language: Language, domain: str) -> Path:
        """The file of one catalogue, whether it exists or not."""
        locale = LOCALES[language]
        if domain in self._programmes:
            return self._programmes[domain] / f"{locale}.po"
        return self.root / locale / "LC_MESSAGES" / f"{domain}.po"

    def entries(self, language: Language, domain: str) -> Mapping[str, tuple[str, ...]]:
        """Translations by English source: one string, or one for each plural form of the language.

        What is untranslated or fuzzy is left out; empty where there is no such catalogue.
        """
        return self._entries(language, domain)

    def _read(self, language: Language, domain: str) -> Mapping[str, tuple[str, ...]]:
        path = self.path(language, domain)
        if not path.is_file():
            return {}
        with path.open("rb") as file:
            catalogue = read_po(file, locale=LOCALES[language])
        entries: dict[str, tuple[str, ...]] = {}
        for message in catalogue:
            source = message.id if isinstance(message.id, str) else message.id[0]
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            if source and forms and all(forms) and not message.fuzzy:
                entries[source] = forms
        return entries
