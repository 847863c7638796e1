"""The audit trail: who did what to points, vouchers, links and accounts."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TypedDict

from sqlalchemy import BindParameter, Table, bindparam, insert
from sqlalchemy.orm import Session

from bot.ledger.models import Audit
from bot.ledger.store.prepared import Prepared

_GIVEN = ("actor", "action", "subject", "detail")


class AuditNote(TypedDict):
    """One act.

    `actor` is `member:ID`, `staff:NAME`, `shop:ID` or `timer:NAME`, `subject` a table and an id. People are
    named by ids alone, since a note stays when an account is deleted.
    """

    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


def record_audits(session: Session, now: datetime, *notes: AuditNote) -> None:
    """Note acts that belong together."""
    values = {f"{name}_{place}": value for place, note in enumerate(notes) for name, value in note.items()}
    _notes(len(notes))(session, now=now, **values)


@cache
def _notes(count: int) -> Prepared[tuple[object, ...]]:
    table = Audit.__table__
    assert isinstance(table, Table)

    def row(place: int) -> dict[str, BindParameter[object]]:
        given = {name: bindparam(f"{name}_{place}", type_=table.c[name].type) for name in _GIVEN}
        return {"at": bindparam("now", type_=table.c.at.type), **given}

    return Prepared(insert(table).values([row(place) for place in range(count)]), tuple)
