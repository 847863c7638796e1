"""The audit trail: who did what to points, vouchers, links and accounts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.ledger.models import Audit

_NOTE = insert(Audit.__table__)  # type: ignore[arg-type]


def record(
    session: Session, actor: str, action: str, subject: str, detail: Mapping[str, Any], now: datetime
) -> None:
    """Note an act in the transaction that does it.

    `actor` is `member:ID`, `staff:NAME`, `shop:ID` or `timer:NAME`, `subject` a table and an id. People are
    named by ids alone, since a note stays when an account is deleted.
    """
    note = {"at": now, "actor": actor, "action": action, "subject": subject, "detail": dict(detail)}
    session.connection().execute(_NOTE, note)
