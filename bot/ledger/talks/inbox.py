"""The staff's inbox, read only: queues of cases page by page, how many are in each, and the search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from bot.ledger.models import Case, ChatMessage, Conversation, Member, Receipt, SentPhoto, Voucher
from bot.ledger.models.member import plain_number
from bot.rules.facts.receipt import number_key

QueueName = Literal["waiting", "mine", "all", "receipts", "snoozed"]
QUEUES: tuple[QueueName, ...] = get_args(QueueName)

PAGE = 50
_SNIPPET = 140
_FOUND = 50

_UNRESOLVED = ("open", "pending", "snoozed")

# A case whose member waits stands before those where nobody does; then the most urgent, then the oldest.
_NOBODY_WAITS = case((Case.waiting_since.is_(None), 1), else_=0)
_SINCE = func.coalesce(Case.waiting_since, Case.opened_at)
_ORDER: tuple[ColumnElement[int] | ColumnElement[datetime], ...] = (
    _NOBODY_WAITS,
    Case.priority.expression,
    _SINCE,
    Case.id.expression,
)


_Columns = tuple[Conversation, Case, Member, str, str, list[SentPhoto], datetime]
_Listed = Select[*_Columns]
_Row = Row[*_Columns]


class QueuePlace(NamedTuple):
    """Where a case stands in a queue; the next page begins after it."""

    nobody_waits: int
    priority: int
    since: datetime
    case_id: int


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """One conversation in a list. `case` is its last one, if it ever had any; `found_by` tells what a search
    found: `case`, `number`, `name`, `voucher` or `receipt`."""

    conversation: Conversation
    case: Case | None
    member: Member | None
    author: str | None
    snippet: str
    photos: int
    last_at: datetime | None
    found_by: str | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Part of a queue, and where the next part begins (None at its end)."""

    entries: Sequence[InboxEntry]
    following: QueuePlace | None


def queue_counts(session: Session, staff: str) -> dict[QueueName, int]:
    """How many cases are in each queue of a member of staff."""
    numbers = session.execute(
        select(*(func.count(case((_condition(queue, staff), 1))).label(queue) for queue in QUEUES)).where(
            Case.status.in_(_UNRESOLVED)
        )
    ).one()
    return dict(zip(QUEUES, numbers, strict=True))


def inbox_page(
    session: Session, queue: QueueName, staff: str, after: QueuePlace | None = None, size: int = PAGE
) -> InboxPage:
    """Cases of a queue: those whose member waits first, the most urgent before those waiting longest."""
    places_of = select(*_ORDER).where(_condition(queue, staff)).order_by(*_ORDER).limit(size + 1)
    if after is not None:
        here = (bindparam(None, value, type_=part.type) for value, part in zip(after, _ORDER, strict=True))
        places_of = places_of.where(tuple_(*_ORDER) > tuple_(*here))
    places = [QueuePlace._make(row) for row in session.execute(places_of)]
    shown = [place.case_id for place in places[:size]]
    rows = session.execute(_of_cases().where(Case.id.in_(shown)))
    by_case = {row.Case.id: _entry(row) for row in rows}
    return InboxPage([by_case[id_] for id_ in shown], places[size - 1] if len(places) > size else None)


def inbox_entry(session: Session, conversation_id: int) -> InboxEntry | None:
    """One conversation as a list shows it; None when there is none of that id."""
    row = session.execute(_entries().where(Conversation.id == conversation_id)).one_or_none()
    return None if row is None else _entry(row)


def search_inbox(session: Session, programme: str, spellings: Sequence[str]) -> list[InboxEntry]:
    """Conversations found by case, membership number, name, voucher code or receipt number.

    `spellings` is the query as typed and in other scripts. A name is found by any part of it, in any order of
    its words; the rest by the whole of it, however it is spaced. The latest conversation comes first.
    """
    query = spellings[0].strip()
    if not query:
        return []
    found: dict[int, str] = {}
    conversations: dict[int, str] = {}
    for how, statement in _ways(programme, query, spellings):
        for member_id in session.scalars(statement.limit(_FOUND)):
            found.setdefault(member_id, how)
    case_number = query.removeprefix("#")
    if case_number.isascii() and case_number.isdecimal() and len(case_number) < 16:
        by_case = select(Case.conversation_id).where(Case.id == int(case_number))
        conversations |= dict.fromkeys(session.scalars(by_case), "case")
    if not found and not conversations:
        return []
    rows = session.execute(
        _entries()
        .where(or_(Conversation.member_id.in_(found), Conversation.id.in_(conversations)))
        .order_by(Conversation.updated_at.desc(), Conversation.id.desc())
        .limit(_FOUND)
    )
    return [
        _entry(row, conversations.get(row.Conversation.id) or found[row.Conversation.member_id])
        for row in rows
    ]


def _ways(programme: str, query: str, spellings: Sequence[str]) -> list[tuple[str, Select[int]]]:
    """Statements for the ids of members, each with what it looks at."""
    members = select(Member.id).where(Member.programme == programme)
    names = or_(
        *(
            and_(
                *(
                    or_(
                        Member.name.icontains(word, autoescape=True),
                        Member.name_zh.contains(word, autoescape=True),
                    )
                    for word in spelling.split()
                )
            )
            for spelling in dict.fromkeys(spellings)
        )
    )
    key = plain_number(query)
    code = query.upper().partition(".")[0]
    ways = [
        ("voucher", select(Voucher.member_id).where(Voucher.code == code)),
        (
            "receipt",
            select(Receipt.member_id).where(
                Receipt.programme == programme, Receipt.number_key == number_key(query)
            ),
        ),
    ]
    if not any(character.isdigit() for character in query):
        ways.append(("name", members.where(names)))  # looks through all members, and names have no digits
    return [("number", members.where(Member.number_key == key)), *ways] if key else ways


def _condition(queue: QueueName, staff: str) -> ColumnElement[bool]:
    active = Case.status.in_(("open", "pending"))
    match queue:
        case "waiting":
            return and_(Case.status == "open", Case.assignee.is_(None), Case.reason != "receipt")
        case "mine":
            return and_(active, Case.assignee == staff)
        case "all":
            return active
        case "receipts":
            return and_(active, or_(Case.reason == "receipt", Case.receipt_id.is_not(None)))
        case "snoozed":
            return Case.status == "snoozed"


class _Shown(NamedTuple):
    """The columns of a list, in their order."""

    conversation: Conversation
    case: Case | None
    member: Member | None
    author: str | None
    snippet: str | None
    photos: list[SentPhoto] | None
    at: datetime | None


def _of_cases() -> _Listed:
    """Cases, each with its conversation, member and last message."""
    return _shown(
        select(Conversation, Case)
        .select_from(Case)
        .join(Conversation, Conversation.id == Case.conversation_id)
    )


def _entries() -> _Listed:
    """Conversations, each with its last case, member and last message."""
    any_case = aliased(Case)
    last = select(func.max(any_case.id)).where(any_case.conversation_id == Conversation.id).scalar_subquery()
    return _shown(select(Conversation, Case).select_from(Conversation).outerjoin(Case, Case.id == last))


def _shown(found: Select[Conversation, Case]) -> _Listed:
    """With the columns of `InboxEntry` that stand in other tables."""
    return (
        found.add_columns(
            Member,
            ChatMessage.author,
            func.substr(ChatMessage.text, 1, _SNIPPET).label("snippet"),
            ChatMessage.photos,
            ChatMessage.created_at,
        )
        .outerjoin(Member, Member.id == Conversation.member_id)
        .outerjoin(
            ChatMessage,
            and_(ChatMessage.conversation_id == Conversation.id, ChatMessage.seq == Conversation.last_seq),
        )
    )


def _entry(row: _Row, found_by: str | None = None) -> InboxEntry:
    shown = _Shown._make(row)
    return InboxEntry(
        conversation=shown.conversation,
        case=shown.case,
        member=shown.member,
        author=shown.author,
        snippet=shown.snippet or "",
        photos=len(shown.photos or ()),
        last_at=shown.at,
        found_by=found_by,
    )
