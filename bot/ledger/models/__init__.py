"""All tables of the ledger, one file per subject."""

from bot.ledger.models.base import Base
from bot.ledger.models.conversation import Conversation, Delivery, Direction, Message, Owner
from bot.ledger.models.member import Member, MemberStatus, Tier

__all__ = [
    "Base",
    "Conversation",
    "Delivery",
    "Direction",
    "Member",
    "MemberStatus",
    "Message",
    "Owner",
    "Tier",
]
