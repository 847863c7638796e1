"""Members: linking a conversation to a membership with a one-time code, and asking to leave."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.ledger.members import notices, sms
from bot.ledger.members.sms import SmsText
from bot.ledger.models import Conversation, DeletionRequest, LinkAttempt, Member
from bot.ledger.models.member import plain_number
from bot.ledger.points import lock_member
from bot.ledger.store import Act
from bot.rules import Engine
from bot.rules.dates import day_of, last_day

CODE_DIGITS = 6
CODE_VALID = timedelta(minutes=10)
TRIES = 5
# Codes asked for within an hour: per conversation (guessing of numbers), per member (a flood of messages).
LIMIT_WINDOW = timedelta(hours=1)
STARTS_PER_CONVERSATION = 5
STARTS_PER_MEMBER = 5


@dataclass(frozen=True, slots=True)
class LinkStart:
    """What became of a request for a code. Of the phone only the last digits are told."""

    outcome: Literal["sent", "unknown", "too_many"]
    phone_ending: str = ""
    valid_minutes: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What became of a code: `expired` also where none is open; `locked` after too many wrong ones."""

    outcome: Literal["linked", "wrong", "expired", "locked"]
    member: Member | None = None
    tries_left: int = 0


def find(session: Session, programme: str, number: str) -> Member | None:
    """The member of a programme with a number, however it is spaced and written."""
    return session.scalars(
        select(Member).where(Member.programme == programme, Member.number_key == plain_number(number))
    ).one_or_none()


def start_link(
    session: Session, programme: str, number: str, conversation: Conversation, now: datetime
) -> LinkStart:
    """Send a code to the phone of the member with that number. The conversation is locked.

    A closed membership counts as unknown. A new code replaces the one before.
    """
    wait = _wait(session, LinkAttempt.conversation_id == conversation.id, STARTS_PER_CONVERSATION, now)
    member = find(session, programme, number)
    if member is not None and (member.status == "closed" or member.phone is None):
        member = None
    if wait is None and member is not None:
        member = lock_member(session, member.id)
        wait = _wait(session, LinkAttempt.member_id == member.id, STARTS_PER_MEMBER, now)
    if wait is not None:
        return LinkStart("too_many", retry_at=wait)

    open_attempt = _open_attempt(session, conversation)
    if open_attempt is not None:
        open_attempt.spent_at = now
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    salt = secrets.token_hex(16)
    session.add(
        LinkAttempt(
            conversation_id=conversation.id,
            member_id=member.id if member is not None else None,
            salt=salt,
            code_hash=_hash(salt, code),
            expires_at=now + CODE_VALID,
            tries_left=TRIES,
            spent_at=None if member is not None else now,
            created_at=now,
        )
    )
    if member is None or member.phone is None:
        session.flush()
        return LinkStart("unknown")
    minutes = int(CODE_VALID / timedelta(minutes=1))
    sms.enqueue_sms(
        session, member.phone, SmsText(member.language, "link_code", {"code": code, "minutes": minutes}), now
    )
    session.flush()
    return LinkStart("sent", phone_ending=member.phone[-2:], valid_minutes=minutes)


def confirm_link(session: Session, conversation: Conversation, code: str, now: datetime) -> LinkResult:
    """Link the conversation if the code is the one that was sent. The conversation is locked."""
    attempt = _open_attempt(session, conversation)
    if attempt is None or attempt.member is None or attempt.expires_at <= now:
        return LinkResult("expired")
    if not hmac.compare_digest(_hash(attempt.salt, code), attempt.code_hash):
        attempt.tries_left -= 1
        if attempt.tries_left > 0:
            return LinkResult("wrong", tries_left=attempt.tries_left)
        attempt.spent_at = now
        return LinkResult("locked")
    attempt.spent_at = now
    member = lock_member(session, attempt.member.id)
    if member.status == "closed":
        return LinkResult("expired")
    conversation.member = member
    notices.wake_notices(session, member.id)
    Act(session, f"member:{member.id}", now).note(
        "link.made", f"conversation:{conversation.id}", {"member": member.id}
    )
    session.flush()
    return LinkResult("linked", member=member)


def unlink(session: Session, conversation: Conversation, actor: str, now: datetime) -> None:
    """Take the membership off the conversation. The conversation is locked."""
    if conversation.member_id is None:
        return
    Act(session, actor, now).note(
        "link.removed", f"conversation:{conversation.id}", {"member": conversation.member_id}
    )
    conversation.member = None
    session.flush()


def request_deletion(session: Session, engine: Engine, member: Member, now: datetime) -> date:
    """Put the wish to leave on record; gives the last day by which it is carried out.

    Asking again changes nothing.
    """
    member = lock_member(session, member.id)
    earlier = session.get(DeletionRequest, member.id)
    if earlier is not None:
        return earlier.due_on
    days = engine.pack(member.programme).role("closing_account").count("days")
    due = last_day(day_of(now), days)
    session.add(DeletionRequest(member_id=member.id, requested_at=now, due_on=due))
    Act(session, f"member:{member.id}", now).note(
        "deletion.requested", f"member:{member.id}", {"due_on": due}
    )
    session.flush()
    return due


def _wait(session: Session, whose: ColumnElement[bool], limit: int, now: datetime) -> datetime | None:
    """When another code may be asked for; None for now."""
    starts = session.scalars(
        select(LinkAttempt.created_at)
        .where(whose, LinkAttempt.created_at > now - LIMIT_WINDOW)
        .order_by(LinkAttempt.created_at.desc())
    ).all()
    return starts[limit - 1] + LIMIT_WINDOW if len(starts) >= limit else None


def _open_attempt(session: Session, conversation: Conversation) -> LinkAttempt | None:
    return session.scalars(
        select(LinkAttempt)
        .where(LinkAttempt.conversation_id == conversation.id, LinkAttempt.spent_at.is_(None))
        .order_by(LinkAttempt.id.desc())
        .limit(1)
    ).one_or_none()


def _hash(salt: str, code: str) -> str:
    """A hash that need not withstand long guessing: the code is gone in minutes, and after a few tries."""
    return hashlib.sha256(f"{salt}:{code}".encode("utf-8", "replace")).hexdigest()
