"""Members, conversations and cases for the tests of the desk, put straight into the ledger."""

from datetime import date, datetime
from typing import Any

from bot.dialogue.context import Services
from bot.ledger import points, talks
from bot.ledger.models import Conversation, Member
from bot.ledger.store import Database
from bot.ledger.talks import IncomingMessage, Need, conversations
from tests.support.transcripts import messages_of

PROGRAMME = "festival-walk"


def add_member(database: Database, services: Services, now: datetime, **fields: Any) -> int:
    """A member with 120 points; its id."""
    values: dict[str, Any] = {
        "programme": PROGRAMME,
        "number": "FW-300001",
        "name": "WONG Siu Mei",
        "name_zh": "黃小美",
        "phone": "+85200001234",
        "language": "zh-Hant",
        "joined": date(2024, 1, 2),
    }
    with database.transaction() as session:
        member = Member(**(values | fields))
        session.add(member)
        session.flush()
        bought = date(2026, 11, 2)
        posting = points.Posting("spend", 120, bought, f"test:{member.id}", "test", "test", bought)
        points.post(session, services.engine, member, posting, now)
        return member.id


def add_case(
    database: Database,
    now: datetime,
    sender: str = "visitor",
    *texts: str,
    member: int | None = None,
    language: str = "zh-Hant",
    reason: str = "asked",
    channel: str = "web",
) -> int:
    """A conversation in which a person is wanted; its id."""
    with database.transaction() as session:
        conversation = conversations.conversation_for(session, channel, sender, None, now)
        conversation.language, conversation.member_id = language, member
        for text in texts or (f"{sender} has a question",):
            conversations.record_incoming(session, conversation, IncomingMessage(text, [], None, None), now)
        talks.open_case(session, conversation, Need(reason), now=now)  # type: ignore[arg-type]
        return conversation.id


def member_says(
    database: Database, conversation_id: int, text: str, now: datetime, **fields: Any
) -> Conversation:
    """A member's message, as the conductor records it while a person has the conversation."""
    with database.transaction() as session:
        conversation = conversations.lock_conversation(session, conversation_id)
        conversations.record_incoming(
            session,
            conversation,
            IncomingMessage(text, fields.get("photos", []), None, fields.get("understanding")),
            now,
        )
        talks.member_wrote(session, conversation, now)
        return conversation


def said(database: Database, conversation_id: int) -> list[tuple[str, str]]:
    """Author and text of every message."""
    with database.reading() as session:
        return [(message.author, message.text) for message in messages_of(session, conversation_id)]
