"""The leaves of a model of facts: every value that a request can bring, by its dotted path."""

from collections.abc import Iterator
from typing import get_args

from bot.rules.facts.base import Facts


def leaves(model: type[Facts]) -> Iterator[str]:
    """The dotted paths as requests write them; what stands in a list has the list's path before its own."""
    for name, field in model.model_fields.items():
        path = field.alias or name
        inner = next(_models(field.annotation), None)
        if inner is None:
            yield path
        else:
            yield from (f"{path}.{leaf}" for leaf in leaves(inner))


def _models(annotation: object) -> Iterator[type[Facts]]:
    """The models of facts within an annotation: `Receipt`, `Entry | None`, `tuple[Redemption, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
