"""Notices to all members who agreed to get news: written, looked at, then told in small lots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from bot.ledger.models import Broadcast, BroadcastState, Conversation, Member
from bot.ledger.store import Act

# Members are told in lots, one every so often: a mistake can be stopped, and platforms are not flooded.
_Columns = TypeVarTuple("_Columns")

BROADCAST_INTERVAL = timedelta(seconds=6)

# From which state to which.
_MOVES: dict[BroadcastState, tuple[BroadcastState, ...]] = {
    "draft": ("sending",),
    "sending": ("paused", "stopped", "sent"),
    "paused": ("sending", "stopped"),
    "sent": (),
    "stopped": (),
}


class BroadcastStateError(Exception):
    """The notice is not in a state that allows this; it says in which it is."""

    def __init__(self, state: BroadcastState) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class Audience:
    """How many members a notice is for, and how many of them a chat reaches now."""

    agreed: int
    reached: int


@dataclass(frozen=True, slots=True)
class Recipients:
    """The members whose turn it is."""

    broadcast: Broadcast
    members: Sequence[Member]


def agree_to_news(session: Session, member: Member, yes: bool, now: datetime) -> bool:
    """Note whether a member wants news; False when that is what we knew already."""
    if (member.news_agreed_at is not None) == yes:
        return False
    member.news_agreed_at = now if yes else None
    actor = f"member:{member.id}"
    Act(session, actor, now).note("news.agreed" if yes else "news.withdrawn", actor, {})
    return True


def write_broadcast(act: Act, broadcast: Broadcast) -> None:
    """Add a draft."""
    act.session.add(broadcast)
    act.session.flush()
    act.note("broadcast.written", f"broadcast:{broadcast.id}", {"texts": broadcast.texts})


def broadcasts_of(session: Session, programme: str, limit: int = 100) -> list[Broadcast]:
    """The notices of a programme, the latest first."""
    notices = select(Broadcast).where(Broadcast.programme == programme)
    return list(session.scalars(notices.order_by(Broadcast.id.desc()).limit(limit)))


def lock_broadcast(session: Session, broadcast_id: int) -> Broadcast | None:
    """A notice as it is now, locked until the transaction ends."""
    return session.get(Broadcast, broadcast_id, with_for_update=True, populate_existing=True)


def audience_of(session: Session, broadcast: Broadcast) -> Audience:
    """Whom a notice is for, as things stand."""
    agreed = _members(broadcast, select(func.count(Member.id)))
    return Audience(
        agreed=session.scalar(agreed) or 0, reached=session.scalar(agreed.where(_in_a_chat())) or 0
    )


def move_broadcast(act: Act, broadcast: Broadcast, state: BroadcastState) -> None:
    """Start, pause, resume or stop a locked notice. Raises BroadcastStateError."""
    if state not in _MOVES[broadcast.state]:
        raise BroadcastStateError(broadcast.state)
    broadcast.state = state
    if state == "sending":
        broadcast.started_at = broadcast.started_at or act.now
        broadcast.next_batch_at = act.now
    if not _MOVES[state]:
        broadcast.finished_at = act.now
    detail: dict[str, object] = {"told": broadcast.told}
    act.note(f"broadcast.{state}", f"broadcast:{broadcast.id}", detail)


def next_recipients(session: Session, now: datetime) -> Recipients | None:
    """Take the next members of a notice that is being sent; None while none is due.

    The caller tells them in the same transaction: they are told together with the note that they were.
    """
    broadcast = session.scalars(
        select(Broadcast)
        .where(Broadcast.state == "sending", Broadcast.next_batch_at <= now)
        .order_by(Broadcast.next_batch_at, Broadcast.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if broadcast is None:
        return None
    size = max(1, round(broadcast.per_minute * BROADCAST_INTERVAL / timedelta(minutes=1)))
    # A rate below one a lot stretches the time between two lots instead.
    pause = max(BROADCAST_INTERVAL, timedelta(minutes=1) / broadcast.per_minute * size)
    members = session.scalars(
        _members(broadcast, select(Member))
        .where(Member.id > broadcast.last_member_id, _in_a_chat())
        .order_by(Member.id)
        .limit(size)
    ).all()
    broadcast.next_batch_at = now + pause
    if members:
        broadcast.last_member_id = members[-1].id
        broadcast.told += len(members)
    if len(members) < size:
        move_broadcast(Act(session, "timer:broadcast", now), broadcast, "sent")
    return Recipients(broadcast, members)


def _members(broadcast: Broadcast, query: Select[*_Columns]) -> Select[*_Columns]:
    """A query about members, about those that the notice is for."""
    query = query.where(
        Member.programme == broadcast.programme,
        Member.status == "active",
        Member.news_agreed_at.is_not(None),
    )
    return query.where(Member.tier.in_(broadcast.tiers)) if broadcast.tiers else query


def _in_a_chat() -> ColumnElement[bool]:
    return exists().where(Conversation.member_id == Member.id)
