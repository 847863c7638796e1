"""Cases of customer service: who holds one, what it waits for, and so who speaks with the member.

Every function that changes a case expects its conversation to be locked (`lock_case`), which is what keeps
two people from holding one case and the bot from speaking over a person. The member is told elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from bot.ledger.models import (
    Case,
    CaseNote,
    CaseReason,
    CaseStatus,
    ChatMessage,
    Conversation,
    Receipt,
)
from bot.ledger.store import Act
from bot.ledger.talks import conversations

# Urgency, the most urgent first.
URGENT_PRIORITY, USUAL_PRIORITY, LOW_PRIORITY = 0, 5, 9

# Who asks again so soon after a case was resolved means the same matter.
SAME_MATTER = timedelta(hours=24)

CASE_TIMER = "timer"

# The answers that tell how long people wait nowadays.
_RECENTLY, _LAST = timedelta(days=14), 50

# What the queue is ordered by.
_QUEUE = (Case.priority, Case.opened_at, Case.id)


class CaseError(Exception):
    """Something that cannot be done to a case as it stands."""


class HeldByAnotherError(CaseError):
    """Somebody else holds the case."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"{holder} holds the case")
        self.holder = holder  # staff login


class WrongStatusError(CaseError):
    """The case is in a status in which that cannot be done: a page was stale."""

    def __init__(self, status: CaseStatus) -> None:
        super().__init__(f"the case is {status}")
        self.status = status


class MemberWroteError(CaseError):
    """The member wrote something that whoever wanted to end the case has not seen."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"message {seq} has not been seen")
        self.seq = seq


class NoSuchCaseError(CaseError):
    """There is no case of that number."""


def lock_case(session: Session, case_id: int) -> Case:
    """A case as it is now, its conversation locked until the transaction ends. Raises NoSuchCaseError."""
    conversation = session.scalar(select(Case.conversation_id).where(Case.id == case_id))
    if conversation is None:
        raise NoSuchCaseError(f"no case {case_id}")
    conversations.lock_conversation(session, conversation)
    return session.get_one(Case, case_id, populate_existing=True)


def current_case(session: Session, conversation: Conversation) -> Case | None:
    """The conversation's case that is not resolved."""
    return session.scalars(
        select(Case).where(Case.conversation_id == conversation.id, Case.status != "resolved")
    ).one_or_none()


# -- the member's side ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Need:
    """What a person is needed for, and how urgently."""

    reason: CaseReason
    priority: int = USUAL_PRIORITY
    receipt: Receipt | None = None


def open_case(
    session: Session, conversation: Conversation, need: Need, *, now: datetime
) -> tuple[Case, bool]:
    """The case of a conversation in which a person is needed, and whether none was waiting for one.

    One that was resolved a short while ago is taken up again, unless it is only about a receipt; the bot goes
    on answering until somebody takes it.
    """
    reason, priority, receipt = need.reason, need.priority, need.receipt
    case = current_case(session, conversation)
    if case is None and reason not in ("receipt", "staff"):
        case = _resolved_lately(session, conversation, now)
    if case is None:
        case = Case(
            conversation=conversation,
            receipt_id=receipt.id if receipt is not None else None,
            reason=reason,
            priority=priority,
            opened_at=now,
            waiting_since=now,
        )
        session.add(case)
        session.flush()
        return case, True
    news = case.status in ("snoozed", "resolved") or (case.reason == "receipt" and reason != "receipt")
    if case.status == "resolved":
        _reopen(session, case, None, "member", now)
    if case.status == "snoozed" and reason != "receipt":
        case.assignee = None  # whoever put it off may be away
    if reason != "receipt" or case.reason == "receipt":
        case.status, case.snoozed_until = "open", None
        case.waiting_since = case.waiting_since or now
    if case.reason == "receipt" or reason == "angry":
        case.reason = reason
    case.priority = min(case.priority, priority)
    case.receipt_id = case.receipt_id or (receipt.id if receipt is not None else None)
    _settle_owner(case)
    session.flush()
    return case, news


def member_wrote(session: Session, conversation: Conversation, now: datetime) -> None:
    """A message came in while a person has the conversation: it is that person's turn."""
    case = current_case(session, conversation)
    if case is not None and case.status in ("open", "pending"):
        case.status = "open"
        case.waiting_since = case.waiting_since or now


def place_in_queue(session: Session, case: Case) -> int:
    """The case's place among those that wait for somebody to take them, from 1."""
    since = func.coalesce(Case.waiting_since, Case.opened_at)
    own = (case.priority, case.waiting_since or case.opened_at, case.id)
    before = select(func.count()).where(
        Case.status == "open",
        Case.assignee.is_(None),
        Case.reason != "receipt",
        tuple_(Case.priority, since, Case.id)
        < tuple_(
            *(bindparam(None, value, type_=column.type) for value, column in zip(own, _QUEUE, strict=True))
        ),
    )
    return 1 + (session.scalar(before) or 0)


def recent_waits(session: Session, now: datetime) -> list[tuple[datetime, timedelta]]:
    """When each of the members answered lately asked for a person, and how long the first answer took; the
    last ones first."""
    rows = session.execute(
        select(Case.opened_at, Case.first_answered_at)
        .where(Case.first_answered_at > now - _RECENTLY, Case.first_answered_at <= now)
        .where(Case.reason.in_(("asked", "angry", "unanswered")))
        .order_by(Case.first_answered_at.desc())
        .limit(_LAST)
    )
    return [(opened, answered - opened) for opened, answered in rows if answered is not None]


# -- what staff do --------------------------------------------------------------------------------------


def take_case(session: Session, case: Case, staff: str, now: datetime) -> bool:
    """Staff take the case: the bot is silent from here on. Whether it is news (who holds it, keeps it).

    Raises HeldByAnotherError, WrongStatusError.
    """
    _not_resolved(case)
    if case.assignee is not None and case.status != "snoozed":
        _own(case, staff)
        return False
    _hand_to(session, case, staff, staff, now)
    return True


def assign_case(session: Session, case: Case, by: str, to: str | None, now: datetime) -> None:
    """A case changes hands, whoever held it. Raises WrongStatusError."""
    _not_resolved(case)
    _hand_to(session, case, to, by, now)


def release_case(session: Session, case: Case, staff: str, now: datetime) -> None:
    """Whoever holds the case puts it back into the queue. Raises HeldByAnotherError, WrongStatusError."""
    _own(case, staff)
    _hand_to(session, case, None, staff, now)


def case_answered(session: Session, case: Case, now: datetime) -> None:
    """A person answered: the member no longer waits."""
    case.first_answered_at = case.first_answered_at or now
    case.waiting_since = None


def hold_for_member(session: Session, case: Case, staff: str, now: datetime) -> None:
    """It is the member's turn now (`pending`). Raises HeldByAnotherError, WrongStatusError."""
    _own(case, staff)
    case.status, case.waiting_since, case.snoozed_until = "pending", None, None
    _note_act(session, case, staff, "case.pending", now)


def snooze_case(session: Session, case: Case, staff: str, until: datetime, now: datetime) -> None:
    """Put the case off; the bot answers meanwhile.

    Raises HeldByAnotherError, WrongStatusError, and ValueError for a time that is past.
    """
    if until <= now:
        raise ValueError("a case is put off until a time that is still to come")
    _own_or_free(case, staff)
    case.status, case.snoozed_until = "snoozed", until
    _note_act(session, case, staff, "case.snoozed", now, until=until)


def wake_case(session: Session, case: Case, actor: str, now: datetime) -> None:
    """A case that was put off is to be acted on again, by whoever put it off."""
    case.status, case.snoozed_until = "open", None
    if case.waiting_since is not None:
        case.waiting_since = now
    _note_act(session, case, actor, "case.woken", now)


def resolve_case(session: Session, case: Case, by: str, now: datetime, *, seen: int | None = None) -> None:
    """The matter is settled and the bot answers again.

    `seen` is the last message that `by` has read: a later one of the member keeps the case open. Raises
    HeldByAnotherError, WrongStatusError, MemberWroteError.
    """
    _not_resolved(case)
    if by != CASE_TIMER:
        _own_or_free(case, by)
    if seen is not None and (unseen := _last_of_member(session, case)) > seen:
        raise MemberWroteError(unseen)
    case.status, case.resolved_at, case.resolved_by = "resolved", now, by
    case.waiting_since = case.snoozed_until = None
    _note_act(session, case, by, "case.resolved", now)


def reopen_case(session: Session, case: Case, staff: str, now: datetime) -> None:
    """Staff take up a resolved case again, and hold it.

    Raises WrongStatusError where it is not resolved, or where its conversation has a newer case.
    """
    newer = current_case(session, case.conversation)
    if newer is not None:
        raise WrongStatusError(newer.status)
    _reopen(session, case, staff, staff, now)


def add_note(session: Session, case: Case, staff: str, text: str, now: datetime) -> CaseNote:
    """Write something down that the member does not see."""
    written = CaseNote(case_id=case.id, author=staff, text=text, at=now)
    session.add(written)
    session.flush()
    Act(session, f"staff:{staff}", now).note("case.noted", f"case:{case.id}", {"note": written.id})
    return written


def label_case(session: Session, case: Case, staff: str, labels: Iterable[str], now: datetime) -> None:
    """Set the labels of a case, in place of those it has."""
    before, after = case.labels, list(dict.fromkeys(labels))
    if before != after:
        case.labels = after
        _note_act(session, case, staff, "case.labelled", now, before=before, after=after)


def prioritise_case(session: Session, case: Case, staff: str, priority: int, now: datetime) -> None:
    """Set how urgent a case is (URGENT, USUAL, LOW)."""
    before = case.priority
    if before != priority:
        case.priority = priority
        _note_act(session, case, staff, "case.prioritised", now, before=before, after=priority)


def receipt_settled(session: Session, conversation: Conversation, by: str, now: datetime) -> None:
    """The last receipt that waited for a person was decided: a case that was only about that is resolved."""
    case = current_case(session, conversation)
    if case is None or case.reason != "receipt" or case.assignee is not None:
        return
    waiting = select(Receipt.id).where(
        Receipt.conversation_id == conversation.id, Receipt.state == "awaiting_review"
    )
    if session.scalars(waiting.limit(1)).first() is None:
        resolve_case(session, case, by, now)


# -----------------------------------------------------------------------------------------------------------


def _resolved_lately(session: Session, conversation: Conversation, now: datetime) -> Case | None:
    last = session.scalars(
        select(Case).where(Case.conversation_id == conversation.id).order_by(Case.id.desc()).limit(1)
    ).one_or_none()
    if last is None or last.resolved_at is None or last.reason == "receipt":
        return None
    return last if last.resolved_at > now - SAME_MATTER else None


def _reopen(session: Session, case: Case, staff: str | None, actor: str, now: datetime) -> None:
    case.status, case.assignee, case.waiting_since = "open", staff, now
    case.resolved_at = case.resolved_by = case.delay_told_at = None
    case.reopened += 1
    _note_act(session, case, actor, "case.reopened", now)


def _hand_to(session: Session, case: Case, to: str | None, by: str, now: datetime) -> None:
    before = case.assignee
    case.assignee, case.snoozed_until = to, None
    if to is None or case.status != "pending":
        case.status = "open"
    if to is None:
        case.waiting_since = case.waiting_since or now
        _note_act(session, case, by, "case.released", now, holder=before)
        return
    case.taken_at = case.taken_at or now
    _note_act(session, case, by, "case.taken" if to == by else "case.assigned", now, to=to, holder=before)


def _note_act(session: Session, case: Case, actor: str, action: str, now: datetime, **detail: object) -> None:
    """Settle who speaks with the member after a change, and put the change on record."""
    _settle_owner(case)
    session.flush()
    if actor == "member":
        who = f"conversation:{case.conversation_id}"
    else:
        who = f"timer:{CASE_TIMER}" if actor == CASE_TIMER else f"staff:{actor}"
    Act(session, who, now).note(action, f"case:{case.id}", detail)


def _settle_owner(case: Case) -> None:
    held = case.assignee is not None and case.status in ("open", "pending")
    case.conversation.owner = "person" if held else "bot"


def _not_resolved(case: Case) -> None:
    if case.status == "resolved":
        raise WrongStatusError(case.status)


def _own_or_free(case: Case, staff: str) -> None:
    _not_resolved(case)
    if case.assignee not in (None, staff):
        raise HeldByAnotherError(str(case.assignee))


def _own(case: Case, staff: str) -> None:
    _own_or_free(case, staff)
    if case.assignee is None:
        raise WrongStatusError(case.status)


def _last_of_member(session: Session, case: Case) -> int:
    """The seq of the member's last message."""
    last = session.scalar(
        select(ChatMessage.seq)
        .where(ChatMessage.conversation_id == case.conversation_id, ChatMessage.direction == "in")
        .order_by(ChatMessage.seq.desc())
        .limit(1)
    )
    return last or 0
