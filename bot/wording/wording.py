"""Messages, findings, clauses and decisions into words."""

import logging
from collections.abc import Hashable, Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

from bot.json_values import Json
from bot.languages import LANGUAGES, Language
from bot.programmes import Programmes
from bot.rules.decision import Decision, Finding
from bot.rules.engine import Engine
from bot.rules.pack import Clause, Pack
from bot.text import is_han
from bot.wording.catalogues import Catalogues
from bot.wording.jsonable import plain
from bot.wording.message import Message, Said
from bot.wording.names import NAMES
from bot.wording.spacing import begins_latin, ends_latin
from bot.wording.template import Template, parse_template
from bot.wording.values import ValueFormatError, put

log = logging.getLogger(__name__)


class WordingError(Exception):
    """A sentence that cannot be said: a value is missing or has no words. A fault of the program."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one clause says to a case, in every language; whether it holds there or is broken."""

    clause: str
    holds: bool
    text: Mapping[Language, str]


class Wording:
    """The sentences of the product.

    `strict` raises `WordingError` for a value that is missing or has no words; otherwise the fault is logged
    and the member reads an ellipsis in its place.
    """

    def __init__(self, engine: Engine, catalogues: Catalogues, *, strict: bool = False) -> None:
        self._engine = engine
        self._catalogues = catalogues
        self._strict = strict
        self._template = lru_cache(maxsize=16384)(self._translated_template)
        self._clause = cache(self._clause_of_edition)
        self._remembered = lru_cache(maxsize=32768, typed=True)(self._put)

    @classmethod
    def load(
        cls, programmes: Programmes | None = None, root: Path | None = None, *, strict: bool = False
    ) -> "Wording":
        """The wording for some programmes (the product's own when None), with the catalogues below `root`
        (the product's own when None)."""
        programmes = programmes or Programmes.load()
        return cls(programmes.engine, Catalogues(root, programmes.folders), strict=strict)

    # --- messages

    def say(self, language: Language, message: Message, **values: Said) -> str:
        """The message in the language, its placeholders filled by type, style and locale."""
        given = {**message.values, **values} if values else message.values
        singular = message.plural is None or given.get("count") == 1
        template = self._template(language, message.domain, message.source, message.plural, singular)
        return self._fill(template, given, language)

    def put(self, language: Language, value: Said, style: str = "") -> str:
        """A single value in the language, as a placeholder of that style shows it."""
        return put(value, style, language, self.say)

    # --- rules

    def finding(self, finding: Finding, language: Language, edition: str | None = None) -> str:
        """The sentence that explains a finding with the values of its case (newest edition when None)."""
        clause = self._clause(finding.clause, edition)
        return self._sentence(clause, clause.sentences[finding.says], finding.values, language)

    def clause(self, clause_id: str, language: Language, edition: str | None = None) -> str:
        """Our sentence for a clause with its figures (of the newest edition when None).

        Raises KeyError for a clause that does not exist.
        """
        clause = self._clause(clause_id, edition)
        return self._sentence(clause, clause.says, clause.values, language)

    def heading(self, clause_id: str, language: Language, edition: str | None = None) -> str:
        """What a clause is about, in a few words. Raises KeyError."""
        clause = self._clause(clause_id, edition)
        return self._sentence(clause, clause.heading, clause.values, language)

    def programme(self, programme: str, language: Language) -> str:
        """What a programme is called. Raises KeyError for one without a pack."""
        return self._pack(programme, None).name[language]

    def interpretation(
        self, programme: str, number: str, language: Language, edition: str | None = None
    ) -> str:
        """How the programme reads what its book leaves open. Raises KeyError for an unknown one."""
        pack = self._pack(programme, edition)
        reading = pack.interpretations[number]
        template = self._template(language, programme, reading.says, None, True)
        return self._fill(template, {**pack.terms, **reading.figures}, language)

    def interpretation_title(
        self, programme: str, number: str, language: Language, edition: str | None = None
    ) -> str:
        """What an interpretation is about, in a few words. Raises KeyError for an unknown one."""
        pack = self._pack(programme, edition)
        template = self._template(language, programme, pack.interpretations[number].title, None, True)
        return self._fill(template, pack.terms, language)

    def reasons(self, decision: Decision) -> list[Reason]:
        """What each clause says to the case, in every language; it may be broken in more ways than one."""
        return [self._reason(decision, clause) for clause in decision.clauses]

    def decision_json(self, decision: Decision) -> dict[str, Json]:
        """A decision as the public interface shows it, `because` in every language."""
        return {
            "outcome": decision.outcome,
            "missing": list(decision.missing),
            "clauses": list(decision.clauses),
            "because": [asdict(reason) for reason in self.reasons(decision)],
            "edition": decision.edition,
            **{name: plain(value) for name, value in decision.figures.named().items()},
        }

    def _reason(self, decision: Decision, clause: str) -> Reason:
        findings = [finding for finding in decision.findings if finding.clause == clause]
        text = {
            language: (" " if language == "en" else "").join(
                self.finding(finding, language, decision.edition) for finding in findings
            )
            for language in LANGUAGES
        }
        return Reason(clause, findings[0].verdict == "holds", text)

    # --- inside

    def _pack(self, programme: str, edition: str | None) -> Pack:
        return self._engine.packs[programme] if edition is None else self._engine.edition(programme, edition)

    def _clause_of_edition(self, clause_id: str, edition: str | None) -> Clause:
        return self._pack(clause_id.partition("/")[0], edition).clause(clause_id)

    def _sentence(self, clause: Clause, source: str, values: Mapping[str, Said], language: Language) -> str:
        template = self._template(language, clause.id.partition("/")[0], source, None, True)
        return self._fill(template, values, language)

    def _translated_template(
        self, language: Language, domain: str, source: str, plural: str | None, singular: bool
    ) -> Template:
        forms = self._catalogues.entries(language, domain).get(source)
        if forms is None:
            forms = (source,) if plural is None else (source, plural)
        # English tells one from many; the Chinese catalogues have a single form.
        return parse_template(forms[0] if singular else forms[-1])

    def _fill(self, template: Template, values: Mapping[str, Said], language: Language) -> str:
        said = ""
        after_name = False
        for part in template:
            if isinstance(part, str):
                said += f" {part}" if after_name and is_han(part[0]) else part
                after_name = False
                continue
            try:
                text, begins, ends = self._spoken(values[part.name], part.style, language)
            except (KeyError, ValueFormatError) as error:
                if self._strict:
                    raise WordingError(f"{part.name!r} in {template}: {error}") from error
                log.error("no words for %r in %s: %s", part.name, template, error)
                said += "…"
                continue
            if not said and part.style in NAMES:
                text = text[:1].upper() + text[1:]
            said += f" {text}" if begins and said and is_han(said[-1]) else text
            after_name = ends
        return said

    def _spoken(self, value: Said, style: str, language: Language) -> tuple[str, bool, bool]:
        try:
            return self._remembered(cast("Hashable", value), style, language)
        except TypeError:  # not hashable: a message, a mapping
            return self._put(value, style, language)

    def _put(self, value: Said, style: str, language: Language) -> tuple[str, bool, bool]:
        """A value in words, and whether they begin and end with a Latin name."""
        text = put(value, style, language, self.say)
        return text, begins_latin(text), ends_latin(text)
