"""Text messages: kept in the transaction that needs them, sent by whoever has a sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.models import Sms

# How long a message is left to the process that took it, before another may try.
LEASE = timedelta(seconds=60)


class SmsSender(Protocol):
    """The port to a text message service."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Send a text to an E.164 number. `key` names the message, so that a repeated call sends it once.

        Raises any exception when it was not sent.
        """


@dataclass(frozen=True, slots=True)
class SmsText:
    """What a text message says: `kind` and `values` are what its sentence is made of."""

    language: str
    kind: str
    values: Mapping[str, object]


def enqueue_sms(session: Session, phone: str, text: SmsText, now: datetime) -> Sms:
    """Have a text sent to a phone."""
    message = Sms(
        phone=phone,
        language=text.language,
        kind=text.kind,
        values=dict(text.values),
        next_attempt_at=now,
        created_at=now,
    )
    session.add(message)
    session.flush()
    return message


def pending_sms(session: Session, limit: int, now: datetime) -> list[Sms]:
    """Take messages that wait to be sent, oldest first; they are left to the caller for LEASE."""
    messages = session.scalars(
        select(Sms)
        .where(Sms.state == "pending", Sms.next_attempt_at <= now)
        .order_by(Sms.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for message in messages:
        message.next_attempt_at = now + LEASE
        message.attempts += 1
    session.flush()
    return list(messages)


def mark_sms_sent(session: Session, message_id: int, now: datetime) -> None:
    """The service took the message."""
    message = session.get_one(Sms, message_id, with_for_update=True)
    message.state = "sent"
    message.sent_at = now


def mark_sms_failed(session: Session, message_id: int, why: str, retry_at: datetime | None) -> None:
    """The service refused the message, with its reason; it is tried again at `retry_at`, or never."""
    message = session.get_one(Sms, message_id, with_for_update=True)
    message.state = "failed" if retry_at is None else "pending"
    message.next_attempt_at = retry_at
    message.failure = why


def recent_sms(session: Session, since: datetime) -> list[Sms]:
    """Messages since an instant, the latest first (the developer's page shows them)."""
    return list(session.scalars(select(Sms).where(Sms.created_at >= since).order_by(Sms.id.desc())))
