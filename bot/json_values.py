"""What JSON values are to the type checker: read, and made for reading, never changed in place."""

from collections.abc import Mapping, Sequence

Json = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
JsonObject = Mapping[str, Json]
