"""What changes for members from one pack to another, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.json_values import Json
from bot.languages import Language
from bot.rules import Engine, Pack
from bot.rules.comparison import Change, Part, compare
from bot.rules.figures import Figure, Value, unit_of
from bot.rules.shelf import Shelf
from bot.wording.catalogues import Catalogues
from bot.wording.jsonable import plain
from bot.wording.message import Message, Said, _
from bot.wording.wording import Wording

# What a list of a clause holds, and the table that names its codes.
LISTS: Mapping[str, tuple[Message, str]] = {
    "payments": (_("the ways of paying that count"), "payment"),
    "refused_payments": (_("the ways of paying that do not count"), "payment"),
    "unclear_payments": (_("the ways of paying that our staff look at"), "payment"),
    "refused_forms": (_("the forms of receipts that do not count"), "form"),
    "accepted_proofs": (_("the proofs of payment that count"), "proof"),
    "excluded_categories": (_("the purchases that do not count"), "category"),
    "unclear_categories": (_("the purchases that our staff look at"), "category"),
    "refused_channels": (_("the ways of buying that do not count"), "channel"),
    "unclear_channels": (_("the ways of buying that our staff look at"), "channel"),
    "needed_fields": (_("what a receipt must show"), "field"),
    "refused_offers": (_("the offers that do not go together"), "offer"),
    "levels": (_("the parking levels"), ""),
    "shops": (_("the shops"), ""),
}
_PLACES = _("the places")

_VALIDITY: Mapping[str, Message] = {
    "valid_from": _("In force from {new}; until now from {old}."),
    "valid_until": _("Ends on {new} instead of {old}."),
}
_END_ADDED = _("Ends on {new}; until now it had no end.")
_END_REMOVED = _("Has no end any more; until now it ended on {old}.")
_ADDED = _("New: {sentence}")
_REMOVED = _("Left out. It said: {sentence}")
_REPLACED = _("{old} becomes {new}.")
_FIGURE_ADDED = _("New figure: {new}.")
_FIGURE_REMOVED = _("{old} no longer applies.")
_TEXT_REPLACED = _("“{old}” becomes “{new}”.")
_TEXT_ADDED = _("New: “{new}”.")
_TEXT_REMOVED = _("“{old}” is gone.")
_HOLIDAYS = _("Holidays count as announced until the year {new:plain} instead of {old:plain}.")
_CALENDAR = _("Working days follow another calendar: {new} instead of {old}.")
_REWORDED = _("Put into other words. It said: {sentence}")
_FINDING = _("Members read another explanation of a decision ({name}).")
_DECIDES = _("Only informed until now; decides from now on.")
_STATES = _("Decided until now; only informs from now on.")
_RULES = _("Decided by {new} instead of {old}.")
_PUT_IN = _("Added to {list}: {members}.")
_TAKEN_OUT = _("Taken off {list}: {members}.")
_KNOWN = _("{shop} is also known as {members}.")
_NOT_KNOWN = _("{shop} is no longer known as {members}.")
_MEANT = _("{shop} may also be meant by {members}.")
_NOT_MEANT = _("{shop} is no longer taken to be meant by {members}.")

_TITLE = _("{programme}: edition {new} compared with edition {old}")
_NOTHING = _("Nothing changes.")
_READING = _("Reading {number}: {title}")
_SAYS = _("It now says: {sentence}")


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one clause or interpretation, or of the pack as a whole (`key` is empty).

    `says` is its sentence with the new figures where it reads differently now, else None.
    """

    part: Part
    key: str
    heading: str
    changes: tuple[tuple[Change, str], ...]
    says: str | None


class PackChanges:
    """The differences between two packs of one programme, in words."""

    def __init__(self, old: Pack, new: Pack, catalogues: Catalogues | None = None) -> None:
        catalogues = catalogues or Catalogues()
        self.old, self.new = old, new
        self._before = Wording(Engine(Shelf([old])), catalogues)
        self._after = Wording(Engine(Shelf([new])), catalogues)
        self._changes = compare(old, new)

    def sections(self, language: Language) -> list[Section]:
        """What changes, section by section, in the order of the new book."""
        found = groupby(self._changes, key=lambda change: (change.part, change.key))
        return [self._section(part, key, list(changes), language) for (part, key), changes in found]

    def text(self, language: Language) -> Iterator[str]:
        """The same as lines to read."""
        say = self._after.say
        yield say(
            language,
            _TITLE,
            programme=self.new.name[language],
            old=self.old.edition,
            new=self.new.edition,
        )
        if not self._changes:
            yield say(language, _NOTHING)
        for section in self.sections(language):
            yield ""
            indent = "    " if section.heading else ""
            if section.heading:
                yield f"{section.key}  {section.heading}" if section.part == "clause" else section.heading
            for _change, said in section.changes:
                yield indent + said
            if section.says:
                yield indent + say(language, _SAYS, sentence=section.says)

    def as_json(self, language: Language) -> dict[str, Json]:
        """The same as JSON values."""
        return {
            "programme": self.new.programme,
            "old": self.old.edition,
            "new": self.new.edition,
            "changes": [
                {
                    section.part: section.key or self.new.programme,
                    "heading": section.heading,
                    "says": section.says,
                    "changes": [_json(change, text) for change, text in section.changes],
                }
                for section in self.sections(language)
            ],
        }

    # --- inside

    def _section(self, part: Part, key: str, changes: Sequence[Change], language: Language) -> Section:
        said = tuple((change, self._said(change, language)) for change in changes)
        old, new = (
            None if part == "pack" else self._sentence(words, pack, part, key, language)
            for words, pack in ((self._before, self.old), (self._after, self.new))
        )
        return Section(
            part=part,
            key=f"{self.new.programme}/{key}" if part == "clause" else key,
            heading=self._heading(part, key, language),
            changes=said,
            says=new if old is not None and new != old else None,
        )

    def _heading(self, part: Part, key: str, language: Language) -> str:
        if part == "pack":
            return ""
        if part == "clause":
            words = self._after if key in self.new.clauses else self._before
            return words.heading(f"{self.new.programme}/{key}", language)
        words = self._after if key in self.new.interpretations else self._before
        title = words.interpretation_title(self.new.programme, key, language)
        return words.say(language, _READING, number=key, title=title)

    @staticmethod
    def _sentence(words: Wording, pack: Pack, part: Part, key: str, language: Language) -> str | None:
        if part == "clause":
            return words.clause(f"{pack.programme}/{key}", language) if key in pack.clauses else None
        if key not in pack.interpretations:
            return None
        return words.interpretation(pack.programme, key, language)

    def _said(self, change: Change, language: Language) -> str:
        """A change in a sentence or two."""
        say = self._after.say
        old, new = change.old, change.new
        match change.what:
            case "added" | "removed":
                words, pack = (self._after, self.new) if new is not None else (self._before, self.old)
                sentence = self._sentence(words, pack, change.part, change.key, language)
                return say(language, _REMOVED if new is None else _ADDED, sentence=sentence)
            case "valid_from" | "valid_until":
                message = _either(old, new, _END_ADDED, _END_REMOVED, _VALIDITY[change.what])
            case "figure":
                message = _either(old, new, _FIGURE_ADDED, _FIGURE_REMOVED, _REPLACED)
            case "name" | "currency" | "term" | "heading":
                old, new = self._in_language(change, old, language), self._in_language(change, new, language)
                message = _either(old, new, _TEXT_ADDED, _TEXT_REMOVED, _TEXT_REPLACED)
            case "calendar":
                message = _HOLIDAYS if isinstance(new, int) else _CALENDAR
            case "says":
                sentence = self._sentence(self._before, self.old, change.part, change.key, language)
                return say(language, _REWORDED, sentence=sentence)
            case "finding":
                message = _FINDING
            case "kind":
                message = _DECIDES if new == "decides" else _STATES
            case "rules":
                message = _RULES
            case "list":
                what, style = LISTS.get(change.name, (_PLACES, ""))
                return self._members(language, _TAKEN_OUT, _PUT_IN, old, new, style, list=what)
            case "known_as":
                return self._members(language, _NOT_KNOWN, _KNOWN, old, new, shop=change.name)
            case "resembling":
                return self._members(language, _NOT_MEANT, _MEANT, old, new, shop=change.name)
        return say(language, message, old=old, new=new, name=change.name)

    def _members(
        self,
        language: Language,
        taken_out: Message,
        put_in: Message,
        old: Value,
        new: Value,
        style: str = "",
        **values: Said,
    ) -> str:
        said = [
            self._after.say(language, message, members=self._after.put(language, members, style), **values)
            for message, members in ((put_in, new), (taken_out, old))
            if members
        ]
        return (" " if language == "en" else "").join(said)

    def _in_language(self, change: Change, text: Value, language: Language) -> Value:
        """A text that may differ by language, or a heading, which is a sentence of the pack."""
        if isinstance(text, Mapping):
            return text[language]
        if change.what != "heading":
            return text
        words = self._after if text == change.new else self._before
        if change.part == "clause":
            return words.heading(f"{self.new.programme}/{change.key}", language)
        return words.interpretation_title(self.new.programme, change.key, language)


def _either(old: Value, new: Value, added: Message, removed: Message, replaced: Message) -> Message:
    return added if old is None else removed if new is None else replaced


def _json(change: Change, text: str) -> dict[str, Json]:
    said = {"what": change.what, "name": change.name, "old": plain(change.old), "new": plain(change.new)}
    figure = change.old if change.new is None else change.new
    if change.what == "figure" and isinstance(figure, Figure):
        said["unit"] = unit_of(figure)
    return {name: value for name, value in said.items() if value != ""} | {"text": text}
