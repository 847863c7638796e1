"""Something that is done to the ledger: in which transaction, by whom, when, and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.store.audit import AuditNote, record_audits
from bot.rules import Engine


@dataclass(frozen=True, slots=True)
class Act:
    """What everything that changes the ledger has to know. `actor` is as in the audit trail: `member:ID`,
    `staff:NAME`, `shop:ID` or `timer:NAME`."""

    session: Session
    actor: str
    now: datetime

    def note(self, action: str, subject: str, detail: Mapping[str, object]) -> None:
        """Write into the audit trail what was done, in the transaction that does it."""
        note = AuditNote(actor=self.actor, action=action, subject=subject, detail=detail)
        record_audits(self.session, self.now, note)


@dataclass(frozen=True, slots=True)
class RuledAct(Act):
    """An act about which the rules engine decides."""

    engine: Engine
