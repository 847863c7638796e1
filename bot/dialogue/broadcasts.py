"""Telling a notice to everybody it is for, lot by lot."""

from datetime import datetime

from bot.dialogue import notices
from bot.dialogue.context import Services
from bot.dialogue.payload import encode
from bot.languages import Language
from bot.ledger import members
from bot.ledger.models import Broadcast
from bot.ledger.store import Database
from bot.wording import _

# The button under every notice that ends them.
NO_MORE = _("No more of these")


def tell_next(database: Database, services: Services, now: datetime) -> int:
    """Tell the members whose turn it is, together with the note of how far it went; how many were told."""
    with database.transaction() as session:
        lot = members.next_recipients(session, now)
        if lot is None:
            return 0
        for member in lot.members:
            notices.tell(
                services,
                session,
                member,
                lambda language: said(lot.broadcast, language),
                key=f"broadcast:{lot.broadcast.id}",
                now=now,
                buttons=((NO_MORE, encode("news", v="0")),),
                custom={"broadcast": lot.broadcast.id},
            )
        return len(lot.members)


def said(broadcast: Broadcast, language: Language) -> str:
    """What a member who reads this language gets to read."""
    return str(broadcast.texts[language])
