"""Conversations: messages without gaps, taken once and answered once; a person where one holds the case."""

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.ledger.invariants.account import Fault
from bot.ledger.models import Case, ChatMessage, Conversation


def messages_have_no_gaps(session: Session) -> Iterator[Fault]:
    """The messages of a conversation are numbered from 1 to its last."""
    count, highest = func.count(ChatMessage.id), func.coalesce(func.max(ChatMessage.seq), 0)
    for conversation, last, messages, top in session.execute(
        select(Conversation.id, Conversation.last_seq, count, highest)
        .outerjoin(ChatMessage, ChatMessage.conversation_id == Conversation.id)
        .group_by(Conversation.id, Conversation.last_seq)
        .having(or_(count != Conversation.last_seq, highest != Conversation.last_seq))
    ):
        found = f"{messages} messages up to {top}"
        yield Fault(f"conversation:{conversation}", "messages are missing", f"{last}", found)


def messages_are_taken_once(session: Session) -> Iterator[Fault]:
    """No message of a platform was taken twice."""
    taken = (
        select(ChatMessage.conversation_id, ChatMessage.platform_message_id, func.count())
        .where(ChatMessage.direction == "in", ChatMessage.platform_message_id.is_not(None))
        .group_by(ChatMessage.conversation_id, ChatMessage.platform_message_id)
        .having(func.count() > 1)
    )
    for conversation, identity, count in session.execute(taken):
        yield Fault(f"conversation:{conversation}", f"message {identity} was taken", "once", f"{count} times")


def replies_are_said_once(session: Session) -> Iterator[Fault]:
    """A message was not answered twice with the same words, as when its turn was carried out again.

    What one turn says more than once it says at one moment.
    """
    again = aliased(ChatMessage)
    repeated = (
        select(again.id, again.in_reply_to, ChatMessage.id)
        .join(
            ChatMessage,
            and_(
                ChatMessage.in_reply_to == again.in_reply_to,
                ChatMessage.seq < again.seq,
                ChatMessage.created_at != again.created_at,
                ChatMessage.text == again.text,
            ),
        )
        .where(again.direction == "out", ChatMessage.direction == "out", again.text != "")
    )
    for reply, message, first in session.execute(repeated):
        found = f"message:{first} and message:{reply}"
        yield Fault(f"message:{reply}", f"answers message:{message} again", f"message:{first} alone", found)


def people_own_what_they_hold(session: Session) -> Iterator[Fault]:
    """A conversation belongs to a person exactly while somebody holds its case, open or pending."""
    held = exists().where(
        Case.conversation_id == Conversation.id,
        Case.assignee.is_not(None),
        Case.status.in_(("open", "pending")),
    )
    wrong = or_(and_(Conversation.owner == "person", ~held), and_(Conversation.owner == "bot", held))
    for conversation, owner in session.execute(
        select(Conversation.id, Conversation.owner).where(wrong).order_by(Conversation.id)
    ):
        expected = "bot" if owner == "person" else "person"
        yield Fault(f"conversation:{conversation}", "the wrong one answers", expected, owner)
