"""What stands in those JSON columns whose objects have a shape of their own."""

from collections.abc import Mapping, Sequence
from typing import Generic, Literal, NotRequired, TypeVar

from typing_extensions import TypedDict

from bot.json_values import JsonObject

Facts = TypeVar("Facts", bound=Mapping[str, object])


class ButtonJson(TypedDict):
    """A button of a message."""

    title: str
    payload: str


class NoticeButton(TypedDict):
    """A button of a notice, its title by language."""

    title: Mapping[str, str]
    payload: str


class SentPhoto(TypedDict):
    """A photo as a member sent it: its key in the photo store (none for a file that is no photo, `problem`
    says why), what the platform called it, its bytes, and what its metadata gave away."""

    key: str | None
    name: NotRequired[str]
    size: NotRequired[int]
    signals: NotRequired[Sequence[str]]
    problem: NotRequired[str | None]


class PhotoOfSet(TypedDict):
    """A photo that was read: where it lies, where the places of its doubtful fields lie by field, and the
    reading as JSON."""

    key: str
    name: NotRequired[str]
    size: int
    signals: NotRequired[Sequence[str]]
    problem: NotRequired[str | None]
    crops: Mapping[str, str]
    reading: JsonObject


class SetReading(TypedDict, total=False):
    """What was read of a set, and the member's corrections by fact; empty once the photos are deleted."""

    photos: list[PhotoOfSet]
    corrections: dict[str, str]


class EngineRequest(TypedDict, Generic[Facts]):
    """A request to the rules engine; one that is kept has its facts as JSON."""

    programme: str
    kind: str
    now: str
    facts: Facts
    set_aside: NotRequired[Sequence[str]]


RequestJson = EngineRequest[JsonObject]


class GuessJson(TypedDict):
    """An intent with its confidence."""

    name: str
    confidence: float


class EntityJson(TypedDict):
    """A value in a message, and where it stands."""

    entity: str
    value: str | int | float
    start: int
    end: int


class ActJson(TypedDict):
    """One of several things that a message does."""

    kind: Literal["greeting", "thanks", "language", "request"]
    text: str


class UnderstandingJson(TypedDict):
    """What a message was understood as."""

    text: NotRequired[str]
    language: NotRequired[str | None]
    intent: GuessJson
    entities: NotRequired[Sequence[EntityJson]]
    intent_ranking: NotRequired[Sequence[GuessJson]]
    acts: NotRequired[Sequence[ActJson]]
