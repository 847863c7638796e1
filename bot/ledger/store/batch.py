"""Ids are gone through in order, a batch at a time."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Batch:
    """At most `limit` rows of those meant by `which`, beyond the id `after`."""

    which: ColumnElement[bool]
    after: int
    limit: int
