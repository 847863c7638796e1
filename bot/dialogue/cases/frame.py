"""What is known of a case: its facts by dotted path, each with its source, kept between turns as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from typing_extensions import TypeIs

from bot.json_values import Json, JsonObject, json_list, json_number, json_object, json_objects, json_text
from bot.understanding.candidates import Range, Span
from bot.understanding.telling import Fact, FactValue, OneOf, Telling

Source = Literal["said", "shown", "ledger"]

LISTS = ("history", "credits", "entries", "today", "claimed_on")
"""Facts that are lists and grow: what is told later comes to what there is."""

# Days of a purchase: when it was, when it is handed in, when the member stands at the counter.
_DAYS = ("receipt.issued_at", "submitted_at", "at")

_OF_PAPER = frozenset({
    "receipt.deductions", "receipt.tips", "receipt.number", "receipt.form", "receipt.refunded",
    "receipt.split", "receipt.settlement", "receipt.settlement_part",
    "receipt.unreadable", "receipt.name_on_receipt",
})  # fmt: skip

# How the first moment of a day is written; a warning whose beginning is not told begins there.
_DAY_BEGINS = "T00:00:00"

# Keys of sets of values within the JSON of a frame.
_ANY, _SPAN, _RANGE = "~any", "~span", "~range"


@dataclass(frozen=True, slots=True)
class Known:
    """A value and where it comes from."""

    value: FactValue
    source: Source = "said"


@dataclass(frozen=True, slots=True)
class Frame:
    """A case of one kind. `programme` may be unknown still; `asked` counts the questions for each fact; `day`
    is the path of the day that was told last."""

    kind: str
    programme: str | None = None
    facts: Mapping[str, Known] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)
    residue: tuple[str, ...] = ()
    day: str | None = None

    def value(self, path: str) -> FactValue:
        """The value of a fact; None where it is unknown."""
        known = self.facts.get(path)
        return None if known is None else known.value

    def with_facts(self, facts: Mapping[str, FactValue], source: Source = "said") -> "Frame":
        """The frame with these values set."""
        return replace(self, facts={**self.facts, **{path: Known(v, source) for path, v in facts.items()}})

    def told(self) -> dict[str, Json]:
        """The facts understood from words and papers, as JSON values; sets of values are left out."""
        return {
            path: known.value
            for path, known in self.facts.items()
            if known.source != "ledger" and path not in _NO_FACTS and not is_set(known.value)
        }

    def as_json(self) -> dict[str, Json]:
        """For the conversation's memory."""
        return {
            "kind": self.kind,
            "programme": self.programme,
            "facts": {path: [_encoded(known.value), known.source] for path, known in self.facts.items()},
            "asked": dict(self.asked),
            "residue": list(self.residue),
            "day": self.day,
        }

    @classmethod
    def from_json(cls, kept: Json) -> "Frame":
        """From the conversation's memory."""
        parts = json_object(kept)
        programme, asked = parts["programme"], json_object(parts["asked"])
        return cls(
            json_text(parts["kind"]),
            None if programme is None else json_text(programme),
            {path: _known(json_list(each)) for path, each in json_object(parts["facts"]).items()},
            {path: json_number(times) for path, times in asked.items()},
            tuple(map(json_text, json_list(parts["residue"]))),
            None if (day := parts.get("day")) is None else json_text(day),
        )


# What frames hold beside facts of the engine: the day asked about, sums still to be turned into facts.
_NO_FACTS = ("now", "spending", "reward.value")


def is_set(value: FactValue) -> TypeIs[OneOf | Span | Range]:
    """Whether a value is a set of values."""
    return isinstance(value, OneOf | Span | Range)


def merged(frame: Frame, telling: Telling) -> tuple[Frame, frozenset[str]]:
    """The frame with what a message tells, act by act, and the paths of what became known or other."""
    facts = dict(frame.facts)
    changed = set()
    for fact in telling.facts:
        if fact.act == "retract":
            if facts.pop(fact.path, None) is not None:
                changed.add(fact.path)
            continue
        value = _value(fact, facts)
        if fact.path not in facts or facts[fact.path].value != value:
            changed.add(fact.path)
        _drop_contrary(facts, fact.path)
        facts[fact.path] = Known(value)
    residue = tuple(dict.fromkeys(rest.text for rest in telling.residue))
    programme = telling.programme or frame.programme
    told = [fact.path for fact in telling.facts if fact.path in _DAYS and fact.act != "retract"]
    day = told[-1] if told else frame.day
    return replace(frame, programme=programme, facts=facts, residue=residue, day=day), frozenset(changed)


def _value(fact: Fact, facts: Mapping[str, Known]) -> FactValue:
    """The value after an act: what is added comes to what there is."""
    before = facts[fact.path].value if fact.path in facts else None
    if fact.act == "add" and isinstance(before, list) and isinstance(fact.value, list):
        return [*before, *(member for member in fact.value if member not in before)]
    if (
        fact.act == "suppose"
        and fact.path in LISTS
        and isinstance(before, list)
        and isinstance(fact.value, list)
    ):
        days = {one["on"] for one in json_objects(fact.value)}
        return [*(one for one in json_objects(before) if one["on"] not in days), *fact.value]
    if fact.path == "weather" and isinstance(before, list) and isinstance(fact.value, list):
        return [_warning(told, json_objects(before)) for told in json_objects(fact.value)]
    if fact.act == "add" and isinstance(before, int | float) and isinstance(fact.value, int | float):
        return before + fact.value
    return fact.value


def _warning(told: JsonObject, before: Iterable[JsonObject]) -> JsonObject:
    """A warning of which a variation tells some times anew ("and if it is lowered at half past six?")."""
    known = next((one for one in before if one["signal"] == told["signal"]), {})
    begins = told.get("from")
    changed = dict(told)
    if begins is not None and _DAY_BEGINS in json_text(begins):
        del changed["from"]
    whole = {**told, **known, **changed}
    until = None if "until" in told else whole.get("until")
    if until is not None and json_text(until) <= json_text(whole["from"]):
        del whole["until"]
    return whole


def _drop_contrary(facts: dict[str, Known], path: str) -> None:
    """`entry` says that there is none, its parts that there is one: the later word counts."""
    if path == "entry":
        for part in [known for known in facts if known.startswith("entry.")]:
            del facts[part]
    elif path.startswith("entry."):
        facts.pop("entry", None)


def without_paper(frame: Frame) -> Frame:
    """The frame without what stood on its receipt; shop, day and way of paying stay until told otherwise."""
    return replace(frame, facts={path: known for path, known in frame.facts.items() if path not in _OF_PAPER})


def nested(facts: JsonObject) -> JsonObject:
    """Facts by dotted path as the engine takes them."""
    whole: dict[str, Json] = {}
    below: dict[str, dict[str, Json]] = {}
    for path, value in facts.items():
        name, dot, rest = path.partition(".")
        if dot:
            below.setdefault(name, {})[rest] = value
        else:
            whole[name] = value
    return whole | {name: nested(parts) for name, parts in below.items()}


def known_paths(frame: Frame, starts: Iterable[str]) -> bool:
    """Whether anything below one of these paths is known."""
    return any(path.startswith(tuple(starts)) for path in frame.facts)


def _encoded(value: FactValue) -> Json:
    match value:
        case OneOf():
            return {_ANY: list(value.values)}
        case Span():
            return {_SPAN: [value.first.isoformat(), value.last.isoformat()]}
        case Range():
            return {_RANGE: [str(value.low), str(value.high)]}
    return value


def _known(kept: Sequence[Json]) -> Known:
    value, source = kept
    return Known(_decoded(value), next(known for known in get_args(Source) if known == source))


def _decoded(value: Json) -> FactValue:
    match value:
        case {"~any": list(values)}:
            return OneOf(tuple(values))
        case {"~span": [str(first), str(last)]}:
            return Span(date.fromisoformat(first), date.fromisoformat(last))
        case {"~range": [str(low), str(high)]}:
            return Range(Decimal(low), Decimal(high))
    return value
