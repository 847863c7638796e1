"""The translations: gettext .po files, one per language and domain, read when first needed."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.languages import LOCALES, Language

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


def default_root() -> Path:
    """Where the catalogues lie: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "locales"
    return inside if inside.is_dir() else package.parent / "locales"


class Catalogues:
    """Translations by language and domain. Reading is lazy; a file is read once."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or default_root()
        self._entries = cache(self._read)

    def path(self, language: Language, domain: str) -> Path:
        return self.root / LOCALES[language] / "LC_MESSAGES" / f"{domain}.po"

    def entries(self, language: Language, domain: str) -> Mapping[str, tuple[str, ...]]:
        """Translations by English source; a plural message has one string for each form of the language.
        Empty where there is no such catalogue."""
        return self._entries(language, domain)

    def _read(self, language: Language, domain: str) -> Mapping[str, tuple[str, ...]]:
        path = self.path(language, domain)
        return read_po(path.read_text(encoding="utf-8")) if path.is_file() else {}


def read_po(text: str) -> dict[str, tuple[str, ...]]:
    """The translated entries of a .po file (fuzzy and obsolete ones left out).

    Babel's own reader keeps comments, places and flags for translators' tools and takes forty times as long;
    a command line that answers at once cannot wait for it.
    """
    entries: dict[str, tuple[str, ...]] = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            if line.startswith("#"):
                if line.startswith("#,") and "fuzzy" in line:
                    break
                continue
            if not line.startswith('"'):
                keyword, line = line.split(" ", 1)
            found = _STRING.fullmatch(line.strip())
            if found is None:
                raise ValueError(f"not a line of a .po file: {line!r}")
            fields[keyword] = fields.get(keyword, "") + _ESCAPE.sub(_unescape, found[1])
        else:
            forms = tuple(value for name, value in fields.items() if name.startswith("msgstr"))
            if fields.get("msgid") and all(forms):
                entries[fields["msgid"]] = forms
    return entries


def _unescape(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[1], match[1])
