"""Who looked at what: a view of a member's data is noted in the audit trail, once in a while."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.clock import Clock
from bot.ledger.models import Audit
from bot.ledger.store import Act, Database

# A person who works on something loads it many times; within this one note tells it.
_ONCE_IN = timedelta(minutes=5)
_MOST_REMEMBERED = 10_000


class Views:
    """Notes views. What this process noted lately it need not look up."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._noted: dict[tuple[str, str, str], datetime] = {}

    def note(self, actor: str, action: str, subject: str) -> None:
        """Note that a person looked at something, unless that was noted a short while ago."""
        now, view = self._clock(), (actor, action, subject)
        with self._lock:
            last = self._noted.get(view)
            if last is not None and now - last < _ONCE_IN:
                return
            if len(self._noted) >= _MOST_REMEMBERED:
                self._noted.clear()
            self._noted[view] = now
        with self._database.transaction() as session:
            noted = session.scalar(
                select(Audit.id)
                .where(
                    Audit.subject == subject,
                    Audit.actor == actor,
                    Audit.action == action,
                    Audit.at > now - _ONCE_IN,
                )
                .limit(1)
            )
            if noted is None:
                Act(session, actor, now).note(action, subject, {})
