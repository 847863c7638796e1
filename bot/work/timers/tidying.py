"""What is of no use any more goes: codes long expired, messages sent long ago, news that nobody came for."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.ledger import members, store
from bot.ledger.models import LinkAttempt, Sms
from bot.rules.dates import day_of

# Codes expire in minutes; their rows only say for a while who asked for many.
_CODES_KEPT = timedelta(days=30)


def tidy(session: Session, now: datetime) -> None:
    """Remove them. Doing it again changes nothing."""
    for table in (LinkAttempt, Sms):
        session.execute(
            delete(table).where(table.created_at < now - _CODES_KEPT),
            execution_options={"synchronize_session": False},
        )
    members.drop_stale_notices(session, day_of(now))
    store.forget_done(session, now)
