"""What operators change by hand: noted with its old and new values, and never made over a change unseen.

A row that is edited has a `version`, which every edit counts up. A page keeps the version that it showed;
when it is sent back and the row is ahead of it, nothing is changed: the operator is told what others did
meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.json_values import Json, json_number, json_object
from bot.ledger.models import Audit, Broadcast, Reward, Shop
from bot.ledger.models.base import storable_json
from bot.ledger.store.act import Act

Versioned = Reward | Shop | Broadcast
"""A row that operators edit."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One value that somebody changed; `old` and `new` are JSON values."""

    field: str
    old: Json
    new: Json
    actor: str
    at: datetime


class StaleError(Exception):
    """Others changed the row after the page was shown. `edits` are what they did, the first one first.

    `merged` are the values to go on with: where the page only held what was there before, the present value;
    where the operator typed something else, what was typed.
    """

    def __init__(self, edits: Sequence[Edit], merged: Mapping[str, object], version: int) -> None:
        super().__init__(f"changed meanwhile: {', '.join(edit.field for edit in edits)}")
        self.edits = edits
        self.merged = merged
        self.version = version


def revise(act: Act, row: Versioned, values: Mapping[str, object], *, seen: int, subject: str) -> list[str]:
    """Give a locked row new values; the fields that changed. A field is a column, or `names.en` for a part.

    Raises `StaleError` when the row is ahead of the version that was seen.
    """
    if row.version != seen:
        edits = since(act.session, subject, seen)
        raise StaleError(edits, _merged(row, values, edits), row.version)
    changes = {
        field: {"from": storable_json(before), "to": storable_json(value)}
        for field, value in values.items()
        if (before := value_of(row, field)) != value
    }
    if not changes:
        return []
    for field in changes:
        _put(row, field, values[field])
    row.version += 1
    _note(act, row, "changed", changes, subject)
    return list(changes)


def introduce(act: Act, row: Versioned, fields: Sequence[str], *, subject: str) -> None:
    """Add a row, and note what it says."""
    changes = {field: {"from": None, "to": storable_json(value_of(row, field))} for field in fields}
    act.session.add(row)
    act.session.flush()
    _note(act, row, "added", changes, subject)


def since(session: Session, subject: str, version: int) -> list[Edit]:
    """What was changed after a version, in order."""
    notes = session.scalars(select(Audit).where(Audit.subject == subject).order_by(Audit.id))
    return [
        edit
        for note in notes
        if json_number(note.detail.get("version", 0)) > version
        for edit in edits_in(note)
    ]


def edits_in(note: Audit) -> list[Edit]:
    """What a note tells of values that changed. One of a stock that was counted tells of that alone."""
    changes = json_object(note.detail.get("changes", {"stock": note.detail}))
    return [
        Edit(field, change["from"], change["to"], note.actor, note.at)
        for field, change in ((field, json_object(change)) for field, change in changes.items())
    ]


def value_of(row: object, field: str) -> object:
    """The value of a field; None for a part that is not there."""
    column, _, part = field.partition(".")
    value = getattr(row, column)
    return value.get(part) if part else value


def _put(row: object, field: str, value: object) -> None:
    column, _, part = field.partition(".")
    setattr(row, column, {**getattr(row, column), part: value} if part else value)


def _merged(row: object, values: Mapping[str, object], edits: Sequence[Edit]) -> dict[str, object]:
    shown: dict[str, object] = {}
    for edit in edits:
        shown.setdefault(edit.field, edit.old)
    return {
        field: value_of(row, field) if field in shown and storable_json(value) == shown[field] else value
        for field, value in values.items()
    }


def _note(act: Act, row: Versioned, what: str, changes: Mapping[str, object], subject: str) -> None:
    action = f"{subject.partition(':')[0]}.{what}"
    act.note(action, subject, {"version": row.version, "changes": changes})
    act.session.flush()
