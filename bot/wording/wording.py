"""Messages, findings and clauses into sentences of a language."""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.languages import Language
from bot.wording.catalogues import Catalogues
from bot.wording.message import Message
from bot.wording.template import Template, parse_template
from bot.wording.values import ValueFormatError, put

log = logging.getLogger(__name__)


class WordingError(Exception):
    """A sentence that cannot be said: a value is missing or has no words. A fault of the program."""


class Wording:
    """The sentences of the product.

    `strict` raises `WordingError` for a value that is missing or has no words; otherwise the fault is logged
    and the member reads an ellipsis in its place.
    """

    def __init__(self, catalogues: Catalogues, *, strict: bool = False) -> None:
        self._catalogues = catalogues
        self._strict = strict
        self._template = lru_cache(maxsize=16384)(self._translated_template)

    @classmethod
    def load(cls, root: Path | None = None, *, strict: bool = False) -> "Wording":
        """The wording with the catalogues below `root` (the product's own when None)."""
        return cls(Catalogues(root), strict=strict)

    def say(self, language: Language, message: Message, **values: Any) -> str:
        """The message in the language, its placeholders filled by type, style and locale."""
        given: Mapping[str, Any] = {**message.values, **values} if values else message.values
        singular = message.plural is None or given.get("count") == 1
        template = self._template(language, message.domain, message.source, message.plural, singular)
        if len(template) == 1 and isinstance(template[0], str):
            return template[0]
        return "".join(
            part if isinstance(part, str) else self._put(part.name, part.style, given, language, message)
            for part in template
        )

    def speaker(self, language: Language) -> Mapping[str, Callable[..., str]]:
        """What a Jinja template needs: `_("...", name=value)` and `n_("...", "...", count=2)`."""

        def one(source: str, **values: Any) -> str:
            return self.say(language, Message(source), **values)

        def many(singular: str, plural: str, **values: Any) -> str:
            return self.say(language, Message(singular, plural), **values)

        return {"_": one, "n_": many}

    def _translated_template(
        self, language: Language, domain: str, source: str, plural: str | None, singular: bool
    ) -> Template:
        forms = self._catalogues.entries(language, domain).get(source)
        if forms is None:
            forms = (source,) if plural is None else (source, plural)
        # English tells one from many; the Chinese catalogues have a single form.
        return parse_template(forms[0] if singular else forms[-1])

    def _put(
        self, name: str, style: str, values: Mapping[str, Any], language: Language, message: Message
    ) -> str:
        try:
            return put(values[name], style, language, self.say)
        except (KeyError, ValueFormatError) as error:
            if self._strict:
                raise WordingError(f"{name!r} in {message.source!r}: {error}") from error
            log.error("no words for %r in %r: %s", name, message.source, error)
            return "…"
