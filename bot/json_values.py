"""What JSON values are to the type checker, and the way from one to what it should be.

They are read, and made for reading, never changed in place.
"""

from collections.abc import Mapping, Sequence

from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None")
JsonObject = Mapping[str, Json]


def json_object(value: Json) -> JsonObject:
    """The object that a JSON value should be. Raises TypeError for anything else."""
    if not isinstance(value, Mapping):
        raise TypeError(f"no JSON object: {value!r}")
    return value


def json_objects(value: Json) -> list[JsonObject]:
    """The list of objects that a JSON value should be; none where it is null. Raises TypeError."""
    return [] if value is None else [json_object(member) for member in json_list(value)]


def json_list(value: Json) -> Sequence[Json]:
    """The list that a JSON value should be. Raises TypeError for anything else."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"no JSON list: {value!r}")
    return value


def json_number(value: Json) -> int:
    """The whole number that a JSON value should be. Raises TypeError for anything else."""
    if not isinstance(value, int):
        raise TypeError(f"no whole number: {value!r}")
    return value


def json_text(value: Json) -> str:
    """The text that a JSON value should be. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"no text: {value!r}")
    return value
