"""Reads the folder of a programme and checks that its parts fit together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.programmes.chat import Chat
from bot.rules import Engine, Pack, PackError, load_pack
from bot.rules.registry import KINDS
from bot.rules.shelf import Shelf
from bot.rules.vocabulary import Tier

OURS = Path(__file__).parent

# The programme whose members link here, unless the operator names another one.
HOME = "festival-walk"

_EDITIONS = "editions"
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# By clause and language; a text that looks like a number is a text.
_QUESTIONS: TypeAdapter[dict[str, dict[str, list[str]]]] = TypeAdapter(
    dict[str, dict[str, list[str]]], config=ConfigDict(coerce_numbers_to_str=True)
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question in members' words, and the clause that answers it, by its full id."""

    clause: str
    language: str
    text: str


@dataclass(frozen=True)
class Programme:
    """One programme. `pack` is its newest edition, `kinds` what any of its editions decides."""

    id: str
    folder: Path
    pack: Pack
    kinds: tuple[str, ...]
    chat: Chat

    def offers(self, *kinds: str) -> bool:
        """Whether it decides all these kinds of question."""
        return set(kinds) <= set(self.kinds)

    def file(self, name: str) -> str:
        """A file of it as it is named to people."""
        return f"{self.folder.name}/{name}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Members' questions for each clause, as `questions.yml` lists them."""
        path = self.folder / "questions.yml"
        written = _QUESTIONS.validate_python(_read(path) or {}) if path.is_file() else {}
        return tuple(
            Question(clause, language, text)
            for clause, by_language in written.items()
            for language, texts in by_language.items()
            for text in texts
        )


class Programmes:
    """Several programmes, by their ids, and the engine that decides with them."""

    def __init__(self, programmes: Iterable[Programme], engine: Engine) -> None:
        self._programmes = {programme.id: programme for programme in programmes}
        self.engine = engine

    @classmethod
    def load(cls, *roots: Path) -> "Programmes":
        """The programmes in some folders, or ours. Raises `PackError`."""
        found = folders(*roots)
        packs = [pack for id, folder in found.items() for pack in _editions(id, folder)]
        engine = Engine(Shelf(packs))
        return cls([_programme(id, folder, engine) for id, folder in found.items()], engine)

    def __getitem__(self, id: str) -> Programme:
        return self._programmes[id]

    def __iter__(self) -> Iterator[Programme]:
        return iter(self._programmes.values())

    def __contains__(self, id: object) -> bool:
        return id in self._programmes

    @property
    def folders(self) -> Mapping[str, Path]:
        """The folder of each."""
        return {programme.id: programme.folder for programme in self}


def folders(*roots: Path) -> dict[str, Path]:
    """The folders of the programmes in some folders, or of ours, by the programmes' ids."""
    return {
        folder.name: folder
        for root in roots or (OURS,)
        for folder in sorted(root.iterdir())
        if any((folder / _EDITIONS).glob("*.yaml"))
    }


def printed_malls(*roots: Path) -> tuple[str, ...]:
    """How tills print the names of the malls of some folders' programmes, or of ours."""
    return tuple(name for chat in _names(*roots) for name in chat.printed)


def tier_names(*roots: Path) -> dict[Tier, tuple[str, ...]]:
    """How people call each tier of some folders' programmes, or of ours."""
    written = list(_names(*roots))
    return {
        tier: tuple(dict.fromkeys(name for chat in written for name in chat.tiers.get(tier, ())))
        for tier in get_args(Tier)
    }


class _Names(BaseModel):
    """What the names of malls and tiers alone need of a `chat.yaml`."""

    printed: tuple[str, ...]
    tiers: Mapping[Tier, tuple[str, ...]] = {}


def _names(*roots: Path) -> Iterator[_Names]:
    return (_Names.model_validate(_read(folder / "chat.yaml")) for folder in folders(*roots).values())


def _read(path: Path) -> object:
    return yaml.load(path.read_text("utf-8"), Loader=_Loader)


def _editions(id: str, folder: Path) -> Iterator[Pack]:
    for path in sorted((folder / _EDITIONS).glob("*.yaml")):
        pack = load_pack(path)
        if pack.programme != id:
            raise PackError(f"{id}/{_EDITIONS}/{path.name}", "programme", f"its folder is that of {id}")
        yield pack


def _programme(id: str, folder: Path, engine: Engine) -> Programme:
    file = f"{id}/chat.yaml"
    chat = _chat(folder / "chat.yaml", file)
    programme = Programme(id, folder, engine.pack(id), engine.shelf.kinds[id], chat)
    for field, problem in _problems(programme):
        raise PackError(file, field, problem)
    return programme


def _chat(path: Path, file: str) -> Chat:
    if not path.is_file():
        raise PackError(file, "the file", "missing; `memberbot new programme` writes one to fill in")
    try:
        return Chat.model_validate(_read(path))
    except yaml.YAMLError as error:
        raise PackError(file, "yaml", str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(file, ".".join(map(str, first["loc"])), first["msg"]) from error


def _problems(programme: Programme) -> Iterator[tuple[str, str]]:
    """What chat.yaml says that the editions do not bear out: field and problem."""
    chat, pack = programme.chat, programme.pack
    for field, clauses in (("starters", chat.starters), ("about_one_purchase", chat.about_one_purchase)):
        for clause in clauses:
            if clause not in pack.clauses:
                yield field, f"edition {pack.edition} has no clause {clause}"
    stated = [(f"asks.{kind}", kind, chat.order(kind)) for kind in chat.asks]
    stated += [(f"assumed.{kind}", kind, tuple(facts)) for kind, facts in chat.assumed.items()]
    for field, kind, facts in stated:
        if kind not in programme.kinds:
            yield field, f"no edition decides {kind}"
            return
        for fact in facts:
            if not _is_fact(KINDS[kind].facts, fact):
                yield f"{field}.{fact}", f"{kind} has no such fact"


def _is_fact(model: type[BaseModel], path: str) -> bool:
    """Whether a dotted path leads to a fact of a model."""
    name, _dot, rest = path.partition(".")
    field = next((field for own, field in model.model_fields.items() if name in (own, field.alias)), None)
    if field is None:
        return False
    inner = _model_in(field.annotation)
    return not rest or (inner is not None and _is_fact(inner, rest))


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model of facts in an annotation (`Entry | None`)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)
