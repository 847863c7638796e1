"""A conversation as the staff read it: messages, their notes and what happened to its cases, by time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.json_values import json_list, json_text
from bot.ledger.models import Audit, Case, CaseNote, ChatMessage

PAGE = 60

# Acts on a case that are told between the messages. Notes stand for themselves.
_TOLD = (
    "case.taken",
    "case.assigned",
    "case.released",
    "case.pending",
    "case.snoozed",
    "case.woken",
    "case.resolved",
    "case.reopened",
)


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A message; its answer rests on `clauses`; `pictured` says that a picture is with it."""

    message: ChatMessage
    pictured: bool
    clauses: Sequence[str]

    @property
    def at(self) -> datetime:
        return self.message.created_at


Item = TranscriptLine | CaseNote | Audit


@dataclass(frozen=True, slots=True)
class Transcript:
    """Part of a conversation, oldest first. `earlier` is the seq before which more is to be had."""

    items: Sequence[Item]
    earlier: int | None
    last_seq: int


def transcript(
    session: Session, conversation_id: int, before: int | None = None, size: int = PAGE
) -> Transcript:
    """The latest messages of a conversation, or those before one of them, with the notes and acts between."""
    newest = (
        select(ChatMessage, ChatMessage.image.is_not(None))
        .where(ChatMessage.conversation_id == conversation_id)
        .order_by(ChatMessage.seq.desc())
        .limit(size + 1)
    )
    if before is not None:
        newest = newest.where(ChatMessage.seq < before)
    rows = list(session.execute(newest))[::-1]
    more = len(rows) > size
    rows = rows[1:] if more else rows
    clauses = _clauses([message for message, _pictured in rows])
    lines = [TranscriptLine(message, pictured, clauses.get(message.id, ())) for message, pictured in rows]
    if not lines:
        return Transcript([], None, 0)

    begins = lines[0].at if more else None
    ends = _time_of(session, conversation_id, before) if before is not None else None
    cases = select(Case.id).where(Case.conversation_id == conversation_id)
    notes = select(CaseNote).where(CaseNote.case_id.in_(cases))
    subjects = [f"case:{case}" for case in session.scalars(cases)]
    acts = select(Audit).where(Audit.subject.in_(subjects), Audit.action.in_(_TOLD))
    if begins is not None:
        notes, acts = notes.where(CaseNote.at >= begins), acts.where(Audit.at >= begins)
    if ends is not None:
        notes, acts = notes.where(CaseNote.at < ends), acts.where(Audit.at < ends)
    items: list[Item] = [*lines, *session.scalars(notes.order_by(CaseNote.id))]
    items += session.scalars(acts.order_by(Audit.id))
    return Transcript(
        sorted(items, key=lambda item: item.at),  # stable: a message stands before what it led to
        lines[0].message.seq if more else None,
        lines[-1].message.seq,
    )


def _clauses(messages: Sequence[ChatMessage]) -> Mapping[int, Sequence[str]]:
    """By the message that was answered: the clauses that the replies name, each once."""
    found: dict[int, dict[str, None]] = {}
    for message in messages:
        if message.in_reply_to is not None:
            named = dict.fromkeys(map(json_text, json_list(message.custom.get("clauses", ()))))
            found.setdefault(message.in_reply_to, {}).update(named)
    return {message_id: tuple(named) for message_id, named in found.items()}


def _time_of(session: Session, conversation_id: int, seq: int) -> datetime | None:
    return session.scalar(
        select(ChatMessage.created_at).where(
            ChatMessage.conversation_id == conversation_id, ChatMessage.seq == seq
        )
    )
