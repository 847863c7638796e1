"""Replies become messages of a conversation, and messages what a channel takes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue.turn import PUSHED, Button, Image, Outgoing, Reply
from bot.ledger import talks
from bot.ledger.models import ChatMessage, Conversation
from bot.ledger.talks import OutgoingMessage


def record(
    session: Session,
    conversation: Conversation,
    replies: Iterable[Reply],
    now: datetime,
    *,
    answering: ChatMessage | None = None,
    author: str = "bot",
    key: str | None = None,
    sent_here: bool = False,
) -> tuple[Outgoing, ...]:
    """Keep replies to be delivered, in order. The conversation is locked by the caller.

    `sent_here`: the caller's process sends them right after the commit. `key` is for a single reply that must
    be said once.
    """
    return tuple(
        outgoing(
            talks.record_outgoing(
                session,
                conversation,
                OutgoingMessage(
                    reply.text,
                    buttons=[{"title": button.title, "payload": button.payload} for button in reply.buttons],
                    custom=reply.custom,
                    image=reply.image.png if reply.image else None,
                    image_alt=reply.image.alt if reply.image else None,
                    in_reply_to=answering,
                    author=author,
                    key=key,
                    fetched=conversation.channel not in PUSHED,
                    sent_here=sent_here,
                ),
                now=now,
            )
        )
        for reply in replies
    )


def outgoing(message: ChatMessage) -> Outgoing:
    """A recorded message as a channel takes it."""
    reply = Reply(
        text=message.text,
        buttons=tuple(Button(button["title"], button["payload"]) for button in message.buttons),
        image=Image(message.image, message.image_alt or "") if message.image else None,
        custom=message.custom,
    )
    conversation = message.conversation
    return Outgoing(
        message.id, conversation.id, conversation.channel, conversation.sender, message.seq, reply
    )
