"""A conversation and its messages: each incoming one taken once, each outgoing one kept until delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased, joinedload

from bot.json_values import JsonObject
from bot.languages import Language
from bot.ledger.models import ButtonJson, ChatMessage, Conversation, SentPhoto, UnderstandingJson

# Ids come from platforms; a longer one is not an id (and no index would take it).
LONGEST_ID = 255

# How long a delivery is left to the process that took or recorded it, before another may try: longer than any
# attempt lasts, so that nothing is sent twice.
LEASE = timedelta(seconds=60)


def conversation_for(
    session: Session, channel: str, sender: str, language_hint: Language | None, now: datetime
) -> Conversation:
    """The conversation of a sender, made at the first message, locked until the transaction ends.

    `language_hint` only sets the language of a new one. Raises ValueError for a sender that is empty or
    longer than LONGEST_ID.
    """
    if not 0 < len(sender) <= LONGEST_ID:
        raise ValueError(f"a sender has 1 to {LONGEST_ID} characters")
    wanted = (
        select(Conversation)
        .where(Conversation.channel == channel, Conversation.sender == sender)
        .with_for_update()
    )
    found = session.scalars(wanted).one_or_none()
    if found is not None:
        return found
    # Two first messages may get here together: one of them inserts, both go on with the same row.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Conversation)
        .values(
            channel=channel, sender=sender, language=language_hint or "en", created_at=now, updated_at=now
        )
        .on_conflict_do_nothing()
    )
    return session.scalars(wanted).one()


def find_conversation(session: Session, channel: str, sender: str) -> Conversation | None:
    """The conversation of a sender, if there is one."""
    return session.scalars(
        select(Conversation).where(Conversation.channel == channel, Conversation.sender == sender)
    ).one_or_none()


def lock_conversation(session: Session, conversation_id: int) -> Conversation:
    """A conversation by its id, as it is now, locked until the transaction ends."""
    return session.scalars(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """What a member sent, what the platform calls it, and what it was understood as."""

    text: str
    photos: Sequence[SentPhoto]
    platform_message_id: str | None
    understanding: UnderstandingJson | None


def record_incoming(
    session: Session, conversation: Conversation, message: IncomingMessage, now: datetime
) -> ChatMessage | None:
    """Keep a message from the member; None when the platform delivered it before.

    The conversation is locked by the caller.
    """
    identity = message.platform_message_id
    if identity is not None and find_incoming(session, conversation, identity) is not None:
        return None
    return _append(
        session,
        conversation,
        ChatMessage(
            direction="in",
            author="member",
            text=message.text,
            photos=list(message.photos),
            platform_message_id=identity,
            understanding=message.understanding,
            created_at=now,
        ),
    )


def find_incoming(
    session: Session, conversation: Conversation, platform_message_id: str
) -> ChatMessage | None:
    """The member's message with the platform's id, when it came before."""
    if len(platform_message_id) > LONGEST_ID:
        raise ValueError(f"a message id has at most {LONGEST_ID} characters")
    return session.scalars(
        select(ChatMessage).where(
            ChatMessage.conversation_id == conversation.id,
            ChatMessage.direction == "in",
            ChatMessage.platform_message_id == platform_message_id,
        )
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """What a member is told, and how it gets there.

    `take_pending` finds it at once; where the process that records it sends it right after the commit
    (`sent_here`), only when that has not happened within LEASE. On a channel where the member's side fetches
    its messages (`fetched`) there is nothing to send. A `key` is used once in a conversation.
    """

    text: str
    buttons: Sequence[ButtonJson] = ()
    custom: JsonObject | None = None
    image: bytes | None = None
    image_alt: str | None = None
    in_reply_to: ChatMessage | None = None
    author: str = "bot"
    key: str | None = None
    fetched: bool = False
    sent_here: bool = False


def record_outgoing(
    session: Session, conversation: Conversation, message: OutgoingMessage, *, now: datetime
) -> ChatMessage:
    """Keep a message to the member, to be delivered. The conversation is locked by the caller."""
    due = now + LEASE if message.sent_here else now
    return _append(
        session,
        conversation,
        ChatMessage(
            direction="out",
            author=message.author,
            text=message.text,
            buttons=list(message.buttons),
            custom=message.custom or {},
            image=message.image,
            image_alt=message.image_alt,
            in_reply_to=message.in_reply_to.id if message.in_reply_to is not None else None,
            key=message.key,
            created_at=now,
            delivery="sent" if message.fetched else "pending",
            next_attempt_at=None if message.fetched else due,
        ),
    )


def _append(session: Session, conversation: Conversation, message: ChatMessage) -> ChatMessage:
    conversation.last_seq += 1
    conversation.updated_at = message.created_at
    message.seq = conversation.last_seq
    message.conversation = conversation
    session.add(message)
    session.flush()
    return message


def find_outgoing(session: Session, conversation: Conversation, key: str) -> ChatMessage | None:
    """The message to the member that was recorded under a key."""
    return session.scalars(
        select(ChatMessage).where(ChatMessage.conversation_id == conversation.id, ChatMessage.key == key)
    ).one_or_none()


def replies_to(session: Session, message: ChatMessage) -> list[ChatMessage]:
    """The messages that answered one, in order."""
    return list(
        session.scalars(
            select(ChatMessage).where(ChatMessage.in_reply_to == message.id).order_by(ChatMessage.seq)
        )
    )


def last_said(session: Session, conversation_id: int) -> ChatMessage | None:
    """The newest message to the member."""
    return session.scalars(
        select(ChatMessage)
        .where(ChatMessage.conversation_id == conversation_id, ChatMessage.direction == "out")
        .order_by(ChatMessage.seq.desc())
        .limit(1)
    ).one_or_none()


def messages_after(session: Session, conversation_id: int, seq: int) -> list[ChatMessage]:
    """Messages to the member that follow a place in the conversation, in order."""
    return list(
        session.scalars(
            select(ChatMessage)
            .where(
                ChatMessage.conversation_id == conversation_id,
                ChatMessage.direction == "out",
                ChatMessage.seq > seq,
            )
            .order_by(ChatMessage.seq)
        )
    )


def said_since(session: Session, message_id: int | None) -> tuple[int, frozenset[int]]:
    """The id of the newest message of all, and the conversations that have messages after the given one."""
    if message_id is None:
        return session.scalar(select(func.max(ChatMessage.id))) or 0, frozenset()
    said = session.execute(
        select(ChatMessage.id, ChatMessage.conversation_id)
        .where(ChatMessage.id > message_id)
        .order_by(ChatMessage.id)
    ).all()
    return (said[-1][0] if said else message_id), frozenset(place for _id, place in said)


def take_pending(session: Session, channel: str, limit: int, now: datetime) -> list[ChatMessage]:
    """Take messages of a channel that wait for delivery, oldest first; they are left to the caller for LEASE.

    A message waits for those before it in its conversation, so that a retry does not turn their order round.
    """
    earlier = aliased(ChatMessage)
    messages = session.scalars(
        select(ChatMessage)
        .join(ChatMessage.conversation)
        .where(
            Conversation.channel == channel,
            ChatMessage.delivery == "pending",
            ChatMessage.next_attempt_at <= now,
            ~exists().where(
                earlier.conversation_id == ChatMessage.conversation_id,
                earlier.seq < ChatMessage.seq,
                earlier.delivery == "pending",
                earlier.next_attempt_at > now,
            ),
        )
        .order_by(ChatMessage.id)
        .limit(limit)
        .options(joinedload(ChatMessage.conversation, innerjoin=True))
        .with_for_update(of=ChatMessage, skip_locked=True)
    ).all()
    for message in messages:
        message.next_attempt_at = now + LEASE
    return list(messages)


def anything_due(session: Session, channel: str, now: datetime) -> bool:
    """Whether `take_pending` would find something."""
    due = (
        select(ChatMessage.id)
        .join(ChatMessage.conversation)
        .where(
            Conversation.channel == channel,
            ChatMessage.delivery == "pending",
            ChatMessage.next_attempt_at <= now,
        )
    )
    return session.scalars(due.limit(1)).first() is not None


def undelivered(session: Session, channel: str) -> int:
    """How many messages of a channel wait for delivery."""
    waiting = select(func.count()).join(ChatMessage.conversation)
    return (
        session.scalar(waiting.where(Conversation.channel == channel, ChatMessage.delivery == "pending")) or 0
    )


def mark_message_sent(session: Session, message_id: int, platform_id: str | None, now: datetime) -> None:
    """The platform took a message; `platform_id` is what it calls it."""
    message = _outgoing(session, message_id)
    message.delivery = "sent"
    message.platform_message_id = platform_id
    message.delivered_at = now
    message.attempts += 1


def mark_message_failed(session: Session, message_id: int, why: str, retry_at: datetime | None) -> None:
    """The platform refused a message, with its reason; it is tried again at `retry_at`, or never."""
    message = _outgoing(session, message_id)
    message.delivery = "failed" if retry_at is None else "pending"
    message.next_attempt_at = retry_at
    message.failure = why
    message.attempts += 1


def _outgoing(session: Session, message_id: int) -> ChatMessage:
    return session.scalars(
        select(ChatMessage)
        .where(ChatMessage.id == message_id, ChatMessage.direction == "out")
        .with_for_update()
    ).one()
