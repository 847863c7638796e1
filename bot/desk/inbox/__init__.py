"""The inbox: queues of cases, conversations, what staff do to them, and the replies at hand."""

from bot.desk.inbox import acts, beside, beside_replies, canned_replies, conversation, queues

ROUTERS = (
    queues.router,
    conversation.router,
    acts.router,
    beside.router,
    beside_replies.router,
    canned_replies.router,
)
INBOX, REPLIES = queues.ENTRY, canned_replies.ENTRY

__all__ = ["INBOX", "REPLIES", "ROUTERS"]
