"""Reads a pack from its YAML file and checks that it holds together: shape, figures, sentences, rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.rules.calendar import WorkingDays
from bot.rules.figures import Amount, Figure, Value, amounts, parse_figure, unit_of
from bot.rules.local import LocalName
from bot.rules.pack import Clause, Interpretation, Pack
from bot.rules.registry import CHECKS, KINDS, RULES, Rule
from bot.rules.roles import ROLES
from bot.rules.vocabulary import CODES, Tier
from bot.text import Lookalikes, Places, Shop, ShopNames, Surroundings

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::[a-z0-9_ ]+)?\}")
_DIGIT = re.compile(r"\d")
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PackError(ValueError):
    """A pack that does not hold together: names the file, the clause's field and the problem."""

    def __init__(self, file: str, field: str, problem: str) -> None:
        super().__init__(f"{file}: {field}: {problem}")
        self.file = file
        self.field = field
        self.problem = problem


def load_pack(path: Path) -> Pack:
    """The pack of a file. Raises `PackError`."""
    # A programme's editions are told apart by its folder, which is worth naming.
    file = "/".join(path.parts[-3:] if path.parent.name == "editions" else path.parts[-1:])
    try:
        written = _Pack.model_validate(yaml.load(path.read_text("utf-8"), Loader=_Loader))
    except yaml.YAMLError as error:
        raise PackError(file, "yaml", str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(file, ".".join(map(str, first["loc"])), first["msg"]) from error
    try:
        return _pack(written)
    except _ProblemError as problem:
        raise PackError(file, problem.field, str(problem)) from None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _sentence(text: str) -> str:
    if _DIGIT.search(_PLACEHOLDER.sub("", text)):
        raise ValueError("a figure stands typed in the sentence: give it as a figure and a {placeholder}")
    return text.strip()


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _figure(value: object) -> Figure:
    """YAML itself makes a date of `2022-09-15`."""
    return value if isinstance(value, date) else parse_figure(str(value))


Sentence = Annotated[str, AfterValidator(_sentence)]
FigureText = Annotated[Figure, BeforeValidator(_figure)]


class _Shop(_Part):
    name: LocalName
    known_as: tuple[str, ...] = ()
    resembling: tuple[str, ...] = ()


class _Calendar(_Part):
    country: str
    category: str
    gazetted_until: int


class _Valid(_Part):
    start: date = Field(alias="from")
    until: date | None = None


class _Interpretation(_Part):
    """A figure is written here, or taken from the clause that is named in its place."""

    title: str
    says: Sentence
    figures: dict[str, object] = {}


class _Clause(_Part):
    heading: str
    decides: dict[str, Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]] = {}
    states: Literal[True] | None = None
    figures: dict[str, FigureText] = {}
    lists: dict[str, tuple[str, ...]] = {}
    shops: tuple[_Shop, ...] = ()
    places: dict[str, tuple[_Shop, ...]] = {}
    terms: dict[str, LocalName | str] = {}
    says: Sentence
    findings: dict[str, Sentence] = {}


class _Pack(_Part):
    programme: str
    edition: str
    valid: _Valid
    name: LocalName
    currency: Literal["HKD", "CNY"]
    calendar: _Calendar
    terms: dict[str, LocalName | str]
    shops: tuple[_Shop, ...] = ()
    printed_around: tuple[str, ...] = ()
    parts: dict[str, str] = {}
    roles: dict[str, Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]] = {}
    interpretations: dict[str, _Interpretation]
    clauses: dict[str, _Clause]


# --- from the file to the pack ------------------------------------------------------------------------------


class _ProblemError(ValueError):
    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


def _pack(written: _Pack) -> Pack:
    terms = {name: _text(term) for name, term in written.terms.items()}
    surroundings = Surroundings(written.printed_around)
    book = _Book(written.programme, terms, surroundings)
    clauses = {
        key: _clause(book, number, key, clause)
        for number, (key, clause) in enumerate(written.clauses.items())
    }
    checks: dict[str, list[tuple[str, Clause]]] = {}
    deciding: dict[tuple[str, str], Clause] = {}
    for key, clause in written.clauses.items():
        for kind, rule in _rules(key, clause):
            if rule.name in CHECKS:
                checks.setdefault(kind, []).append((rule.name, clauses[key]))
            elif (kind, rule.name) in deciding:
                raise _ProblemError(
                    f"clauses.{key}.decides.{kind}", f"another clause gives {rule.name} already"
                )
            deciding.setdefault((kind, rule.name), clauses[key])
    for kind in {kind for kind, _ in deciding}:
        if lacking := [name for name in KINDS[kind].measures if (kind, name) not in deciding]:
            raise _ProblemError("clauses", f"no clause decides {lacking[0]} for {kind}")
    if {"tier", "birthday"} & {kind for kind, _ in deciding}:
        for tier in get_args(Tier):
            if tier not in terms:
                raise _ProblemError(f"terms.{tier}", "missing: what members of this tier are called")
    lists: dict[str, dict[str, None]] = {}
    for loaded in clauses.values():
        for name, codes in loaded.lists.items():
            lists.setdefault(name, {}).update(dict.fromkeys(codes))
    interpretations = {
        number: _interpretation(number, reading, clauses, terms)
        for number, reading in written.interpretations.items()
    }
    shops = [*written.shops, *(shop for clause in written.clauses.values() for shop in clause.shops)]
    return Pack(
        programme=written.programme,
        edition=written.edition,
        valid_from=written.valid.start,
        valid_until=written.valid.until,
        name=written.name.by_language(),
        currency=written.currency,
        terms=terms,
        parts=written.parts,
        working_days=WorkingDays(**written.calendar.model_dump()),
        interpretations=interpretations,
        readings=_readings(interpretations),
        lists={name: tuple(codes) for name, codes in lists.items()},
        clauses=clauses,
        numbers={clause.id: clause.number for clause in clauses.values()},
        kinds=tuple(kind for kind in KINDS if any(kind == named for named, _ in deciding)),
        checks={kind: tuple(found) for kind, found in checks.items()},
        deciding=deciding,
        roles={role: _playing(role, keys, clauses) for role, keys in written.roles.items()},
        shops=ShopNames(map(_shop, shops), surroundings),
    )


def _playing(role: str, keys: tuple[str, ...], clauses: Mapping[str, Clause]) -> tuple[Clause, ...]:
    """The clauses that play a role, once they are seen to be able to."""
    field = f"roles.{role}"
    if role not in ROLES:
        raise _ProblemError(field, f"no such role; one of {', '.join(ROLES)}")
    for key in keys:
        if key not in clauses:
            raise _ProblemError(field, f"there is no clause {key}")
        for name, unit in ROLES[role].figures.items():
            if name not in clauses[key].figures or unit_of(clauses[key].figures[name]) != unit:
                raise _ProblemError(f"clauses.{key}.figures.{name}", f"the role {role} needs it in {unit}")
        for sentence in ROLES[role].says:
            if sentence not in clauses[key].sentences:
                raise _ProblemError(f"clauses.{key}.findings.{sentence}", f"the role {role} needs it")
    return tuple(clauses[key] for key in keys)


def _interpretation(
    number: str, written: _Interpretation, clauses: Mapping[str, Clause], terms: Mapping[str, Value]
) -> Interpretation:
    field = f"interpretations.{number}"
    figures: dict[str, Figure] = {}
    for name, value in written.figures.items():
        try:
            named = clauses.get(value) if isinstance(value, str) else None
            figures[name] = _figure(value) if named is None else named.figures[name]
        except (KeyError, ValueError) as error:
            raise _ProblemError(f"{field}.figures.{name}", str(error)) from None
    for name in _PLACEHOLDER.findall(written.says):
        if name not in figures and name not in terms:
            raise _ProblemError(f"{field}.says", f"{{{name}}} has no value")
    return Interpretation(written.title, written.says, figures, amounts(figures))


def _readings(interpretations: Mapping[str, Interpretation]) -> Mapping[str, Amount]:
    found: dict[str, Amount] = {}
    for number, interpretation in interpretations.items():
        for name, amount in interpretation.amounts.items():
            if name in found:
                raise _ProblemError(
                    f"interpretations.{number}.figures.{name}", "another one has a figure of that name"
                )
            found[name] = amount
    return found


@dataclass(frozen=True, slots=True)
class _Book:
    """What all clauses of a pack share."""

    programme: str
    terms: Mapping[str, str | Mapping[str, str]]
    surroundings: Surroundings


def _clause(book: _Book, number: int, key: str, written: _Clause) -> Clause:
    field = f"clauses.{key}"
    if bool(written.decides) == bool(written.states):
        raise _ProblemError(field, "either `decides` names its rules or it `states: true`")
    for name, codes in written.lists.items():
        if name not in CODES:
            raise _ProblemError(f"{field}.lists.{name}", f"one of {', '.join(CODES)}")
        if unknown := set(codes) - set(CODES[name]):
            raise _ProblemError(
                f"{field}.lists.{name}", f"no code {min(unknown)!r}; one of {', '.join(CODES[name])}"
            )
    shops = tuple(map(_shop, written.shops))
    values = {
        **book.terms,
        **{name: _text(term) for name, term in written.terms.items()},
        **written.figures,
        **written.lists,
        "shops": tuple(shop.name for shop in shops),
        **{
            name: tuple(place.name.by_language() for place in listed)
            for name, listed in written.places.items()
        },
    }
    supplied: dict[str, set[str]] = {"says": set()}
    rules = tuple(_rules(key, written))
    for _, rule in rules:
        _check_needs(field, written, rule)
        for sentence, names in rule.says.items():
            supplied.setdefault(sentence, set()).update(names)
    for sentence, text in (("says", written.says), *written.findings.items()):
        if sentence not in supplied:
            raise _ProblemError(
                f"{field}.findings.{sentence}", "none of the clause's rules uses this sentence"
            )
        for name in _PLACEHOLDER.findall(text):
            if name not in values and name not in supplied[sentence]:
                where = "says" if sentence == "says" else f"findings.{sentence}"
                known = ", ".join(sorted({*values, *supplied[sentence]}))
                raise _ProblemError(f"{field}.{where}", f"{{{name}}} has no value; there are {known}")
    return Clause(
        id=f"{book.programme}/{key}",
        key=key,
        heading=written.heading,
        kind="decides" if written.decides else "states",
        says=written.says,
        figures=written.figures,
        amounts=amounts(written.figures),
        lists=written.lists,
        shops=ShopNames(shops, book.surroundings),
        lookalikes=Lookalikes(shops, book.surroundings),
        places={name: Places(map(_shop, listed)) for name, listed in written.places.items()},
        rules=tuple(dict.fromkeys(rule.name for _, rule in rules)),
        sentences=written.findings,
        values=values,
        number=number,
    )


def _rules(key: str, written: _Clause) -> Iterator[tuple[str, Rule]]:
    for kind, names in written.decides.items():
        field = f"clauses.{key}.decides.{kind}"
        if kind not in KINDS:
            raise _ProblemError(field, f"no such kind; one of {', '.join(KINDS)}")
        for name in names:
            if name not in RULES or kind not in RULES[name].kinds:
                known = ", ".join(rule.name for rule in RULES.values() if kind in rule.kinds)
                raise _ProblemError(field, f"no rule {name!r} for {kind}; one of {known}")
            yield kind, RULES[name]


def _check_needs(field: str, written: _Clause, rule: Rule) -> None:
    for name, unit in rule.figures.items():
        if name not in written.figures:
            if name not in rule.optional:
                raise _ProblemError(f"{field}.figures.{name}", f"{rule.name} needs it, in {unit}")
        elif unit_of(written.figures[name]) != unit:
            raise _ProblemError(f"{field}.figures.{name}", f"{rule.name} needs it in {unit}")
    listed = {*written.lists, *(f"places.{name}" for name in written.places)}
    listed |= {f"terms.{name}" for name in written.terms}
    for name in rule.lists:
        if name not in (listed | {"shops"} if written.shops else listed):
            where = name if name == "shops" or "." in name else f"lists.{name}"
            raise _ProblemError(f"{field}.{where}", f"{rule.name} needs it")
    for sentence in rule.says:
        if sentence not in written.findings:
            raise _ProblemError(f"{field}.findings.{sentence}", f"{rule.name} needs this sentence")


def _text(term: LocalName | str) -> str | Mapping[str, str]:
    return term if isinstance(term, str) else term.by_language()


def _shop(written: _Shop) -> Shop:
    return Shop(written.name.by_language(), written.known_as, written.resembling)
