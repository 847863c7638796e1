"""What a member is told without having asked: once, where they are, and when they come."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import HONG_KONG
from bot.dialogue import notices
from bot.dialogue.context import Services
from bot.ledger.members import linking as members
from bot.ledger.members.notices import wake_notices
from bot.ledger.models import ChatMessage, Conversation, Member, Notice
from bot.ledger.store import Database
from bot.ledger.talks import OutgoingMessage, conversation_for, conversations, lock_conversation
from bot.wording import _
from tests.support.plain_services import plain_services
from tests.support.threads import together
from tests.support.transcripts import messages_of

NOW = datetime(2026, 11, 20, 12, tzinfo=HONG_KONG)
SAID = _("You have {points:points}.").using(points=7)
IN_WORDS = {"en": "You have 7 points.", "zh-Hans": "您有 7 积分。", "zh-Hant": "你有 7 積分。"}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return plain_services(tmp_path / "photos")


@pytest.fixture
def member(database: Database) -> Member:
    with database.transaction() as session:
        member = Member(programme="festival-walk", number="FW-1", language="en", joined=date(2024, 1, 2))
        session.add(member)
    return member


def link(database: Database, member: Member, channel: str, sender: str, language: str, now: datetime) -> int:
    with database.transaction() as session:
        conversation = conversation_for(session, channel, sender, language, now)  # type: ignore[arg-type]
        conversation.member_id = member.id
        conversation.updated_at = now
        return conversation.id


def tell(database: Database, services: Services, member: Member, key: str, now: datetime = NOW) -> bool:
    with database.transaction() as session:
        return notices.tell(services, session, session.get_one(Member, member.id), SAID, key=key, now=now)


def said(database: Database, conversation: int) -> list[str]:
    with database.reading() as session:
        return [message.text for message in messages_of(session, conversation)]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_once_in_the_language_of_the_conversation(
    database: Database, services: Services, member: Member, language: str
) -> None:
    conversation = link(database, member, "telegram", "7", language, NOW)
    told = together(4, lambda _thread: tell(database, services, member, "a"))
    assert sorted(told) == [False, False, False, True]
    notices.post_pending(database, NOW)
    assert said(database, conversation) == [services.words.say(language, SAID)]  # type: ignore[arg-type]


def test_it_waits_for_a_conversation_and_comes_after_the_welcome(
    database: Database, services: Services, member: Member
) -> None:
    assert tell(database, services, member, "a")
    assert tell(database, services, member, "b")
    assert notices.post_pending(database, NOW) == 0
    with database.transaction() as session:
        conversation = conversation_for(session, "web", "1", "en", NOW)
        session.get_one(Member, member.id).phone = "+85200000001"
        members.start_link(session, "festival-walk", "FW-1", conversation, NOW)
        code = session.scalars(select(members.sms.Sms)).one().values["code"]
        assert members.confirm_link(session, conversation, code, NOW).outcome == "linked"
        conversations.record_outgoing(
            session, conversation, OutgoingMessage("Welcome", fetched=True), now=NOW
        )
        identity = conversation.id
    assert said(database, identity) == ["Welcome"]
    assert notices.post_pending(database, NOW) == 2
    assert notices.post_pending(database, NOW) == 0
    assert said(database, identity) == ["Welcome", *[services.words.say("en", SAID)] * 2]


def test_old_news_is_not_told(database: Database, services: Services, member: Member) -> None:
    assert tell(database, services, member, "a")
    later = NOW + timedelta(days=100)
    conversation = link(database, member, "web", "1", "en", later)
    with database.transaction() as session:
        wake_notices(session, member.id)
    assert notices.post_pending(database, later) == 0
    assert said(database, conversation) == []
    with database.reading() as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.state, notice.texts) == ("dropped", {})


def test_a_conversation_that_rings_comes_first(
    database: Database, services: Services, member: Member
) -> None:
    telegram = link(database, member, "telegram", "7", "en", NOW - timedelta(days=9))
    web = link(database, member, "web", "1", "en", NOW)
    tell(database, services, member, "a")
    assert (len(said(database, telegram)), len(said(database, web))) == (1, 0)
    with database.reading() as session:
        assert session.scalars(select(ChatMessage.delivery)).all() == ["pending"]


def test_a_caller_that_only_hears_answers_is_not_told(
    database: Database, services: Services, member: Member
) -> None:
    kiosk = link(database, member, "rest", "kiosk", "en", NOW)
    tell(database, services, member, "a")
    assert said(database, kiosk) == []
    web = link(database, member, "web", "1", "en", NOW)
    with database.transaction() as session:
        wake_notices(session, member.id)
    assert notices.post_pending(database, NOW) == 1
    assert (len(said(database, kiosk)), len(said(database, web))) == (0, 1)


def test_it_belongs_where_it_is_said_to_belong(
    database: Database, services: Services, member: Member
) -> None:
    link(database, member, "telegram", "7", "en", NOW)
    web = link(database, member, "web", "1", "zh-Hant", NOW)
    button = (_("My points"), "/check_balance")
    with database.transaction() as session:
        place = lock_conversation(session, web)
        notices.tell(
            services,
            session,
            session.get_one(Member, member.id),
            IN_WORDS.__getitem__,
            key="a",
            now=NOW,
            conversation=place,
            buttons=[button],
            custom={"receipt": 3},
        )
    with database.reading() as session:
        message = session.scalars(select(ChatMessage)).one()
    assert (message.text, message.conversation_id) == (IN_WORDS["zh-Hant"], web)
    assert message.custom == {"receipt": 3}
    assert message.buttons == [
        {"title": services.words.say("zh-Hant", button[0]), "payload": "/check_balance"}
    ]


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[Database]:
    database = Database.open(postgres_url)
    yield database
    database.close()


def test_a_turn_under_way_is_not_waited_for(postgres_database: Database, services: Services) -> None:
    """A turn holds its conversation and wants the member; the teller holds the member."""
    database = postgres_database
    with database.transaction() as session:
        member = Member(programme="festival-walk", number="FW-1", language="en", joined=date(2024, 1, 2))
        session.add(member)
    conversation = link(database, member, "web", "1", "en", NOW)
    with database.transaction() as turn:
        turn.get_one(Conversation, conversation, with_for_update=True)
        assert tell(database, services, member, "a")
        turn.get_one(Member, member.id, with_for_update=True)
        assert said(database, conversation) == []
    assert notices.post_pending(database, NOW) == 1
    assert said(database, conversation) == [services.words.say("en", SAID)]
