"""Which conversations are mirrored in an operator's Chatwoot, and how far."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, undefer

from bot.ledger.models import Case, ChatMessage, ChatwootLink, Conversation

# How long a mirror is left to the process that took it.
MIRROR_LEASE = timedelta(seconds=60)
# What an agent sees of the conversation from before the case.
_BEFORE = 20

# A set under review is decided on our own pages, and no talk.
_IN_HAND = exists().where(
    Case.conversation_id == Conversation.id, Case.status != "resolved", Case.reason != "receipt"
)


def mirrors_due(session: Session, limit: int, now: datetime) -> list[ChatwootLink]:
    """Take mirrors that lag behind, new cases' among them; they are left to the caller for LEASE.

    A conversation is mirrored while it has a case that is not resolved; after that the bot's talk with the
    member is no concern of the agents.
    """
    _link_new_cases(session, limit, now)
    links = session.scalars(
        select(ChatwootLink)
        .join(ChatwootLink.conversation)
        .where(
            ChatwootLink.next_attempt_at <= now,
            (
                _IN_HAND
                & ((Conversation.last_seq > ChatwootLink.mirrored_seq) | (ChatwootLink.status == "resolved"))
            )
            | (~_IN_HAND & (ChatwootLink.status != "resolved")),
        )
        .order_by(ChatwootLink.next_attempt_at)
        .limit(limit)
        .options(joinedload(ChatwootLink.conversation, innerjoin=True).joinedload(Conversation.member))
        .with_for_update(of=ChatwootLink, skip_locked=True)
    ).all()
    for link in links:
        link.next_attempt_at = now + MIRROR_LEASE
    return list(links)


def mirrors_open_case(session: Session, link: ChatwootLink) -> bool:
    """Whether the mirrored conversation has a case that is not resolved."""
    wanted = select(Conversation.id).where(Conversation.id == link.conversation_id, _IN_HAND)
    return session.scalar(wanted) is not None


def unseen_by_agents(session: Session, link: ChatwootLink) -> list[ChatMessage]:
    """What agents do not see there yet, in order, with its pictures: the last of it where it is much."""
    after = max(link.mirrored_seq, link.conversation.last_seq - _BEFORE)
    messages = select(ChatMessage).where(
        ChatMessage.conversation_id == link.conversation_id, ChatMessage.seq > after
    )
    return list(session.scalars(messages.order_by(ChatMessage.seq).options(undefer(ChatMessage.image))))


def find_mirror(session: Session, chatwoot_id: int) -> ChatwootLink | None:
    """The mirror that Chatwoot calls by this id."""
    return session.scalars(select(ChatwootLink).where(ChatwootLink.chatwoot_id == chatwoot_id)).one_or_none()


def lock_mirror(session: Session, conversation_id: int) -> ChatwootLink:
    """A mirror as it is now, locked until the transaction ends."""
    return session.scalars(
        select(ChatwootLink)
        .where(ChatwootLink.conversation_id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _link_new_cases(session: Session, limit: int, now: datetime) -> None:
    unlinked = (
        select(Conversation)
        .outerjoin(ChatwootLink, ChatwootLink.conversation_id == Conversation.id)
        .where(_IN_HAND, ChatwootLink.conversation_id.is_(None))
        .limit(limit)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    for conversation in session.scalars(unlinked):
        session.add(
            ChatwootLink(
                conversation=conversation,
                contact=secrets.token_urlsafe(16),
                mirrored_seq=max(0, conversation.last_seq - _BEFORE),
                status="resolved",
                next_attempt_at=now,
            )
        )
    session.flush()
