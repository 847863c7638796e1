"""Agents in a Chatwoot take over: cases are mirrored there, and what agents do comes back once."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.chatwoot import ChatwootClient, ChatwootDesk
from bot.channels.chatwoot.events import event_of, genuine
from bot.dialogue.handover import Handover
from bot.ledger import talks
from bot.ledger.models import ChatMessage, Conversation
from tests.dialogue.conftest import NOW, Talk, _demo_template, talk  # noqa: F401 - fixtures
from tests.support.chatwoot import (
    ACCOUNT,
    ADDRESS,
    INBOX,
    SECRET,
    TOKEN,
    Chatwoot,
    agent_message,
    assignment,
    signed,
    status_change,
)

AMY, BOB = "chatwoot/Amy Lau", "chatwoot/Bob Ng"


@dataclass
class Desk:
    """A member's conversation, a Chatwoot, and what stands between them."""

    member: Talk
    webhook: TestClient
    there: Chatwoot = field(default_factory=Chatwoot)
    now: datetime = NOW

    def __post_init__(self) -> None:
        database, services = self.member.database, self.member.services
        client = ChatwootClient(
            ADDRESS, account=ACCOUNT, inbox=INBOX, bot_token=TOKEN, transport=self.there.transport
        )
        self.handover = Handover(database, services, lambda: self.now)
        desk = ChatwootDesk.of(
            client,
            SECRET,
            database=database,
            handover=self.handover,
            load_photo=services.photos.load,
            clock=lambda: self.now,
            real_clock=lambda: self.now,
        )
        self.mirror = desk.mirror
        self.webhook.app.include_router(desk.routes)  # type: ignore[attr-defined]

    def tell(self, event: object) -> None:
        body, headers = signed(event, self.now)
        assert self.webhook.post("/webhooks/chatwoot", content=body, headers=headers).status_code == 200

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.member.now = self.now

    def hears(self) -> list[ChatMessage]:
        """What the member got from people."""
        with self.member.database.reading() as session:
            messages = talks.messages_after(session, self._conversation(session).id, 0)
            return [message for message in messages if message.author != "bot"]

    def case(self) -> tuple[str, str | None, str]:
        """Status, holder, and who answers the member."""
        with self.member.database.reading() as session:
            conversation = self._conversation(session)
            case = talks.current_case(session, conversation)
            return (
                (case.status, case.assignee, conversation.owner)
                if case
                else ("resolved", None, conversation.owner)
            )

    @staticmethod
    def _conversation(session: Session) -> Conversation:
        return session.scalars(select(Conversation)).one()


@pytest.fixture
def desk(talk: Callable[..., Talk], client: TestClient) -> Desk:  # noqa: F811
    """A member asked for a person, and agents see it there."""
    member = talk(hint="en")
    member.send("hello")
    desk = Desk(member, client)
    desk.mirror.sweep()
    assert desk.there.conversations == {}  # nobody needs an agent yet
    member.send("/talk_to_human")
    desk.mirror.sweep()
    return desk


def test_a_case_is_mirrored_with_what_was_said_before(desk: Desk) -> None:
    assert desk.there.conversations[1].status == "open"
    kinds = [kind for kind, _text in desk.there.said(1)]
    assert kinds == ["incoming", "outgoing", "incoming", "outgoing"]
    assert desk.there.said(1)[0] == ("incoming", "hello")
    before = len(desk.there.said(1))
    desk.passes(seconds=1)
    desk.mirror.sweep()
    assert len(desk.there.said(1)) == before


def test_agent_and_member_talk_and_the_bot_is_silent(desk: Desk) -> None:
    desk.tell(agent_message(1, 501, "Hello, this is Amy."))
    assert desk.case() == ("open", AMY, "person")
    assert [message.text for message in desk.hears()] == ["Hello, this is Amy."]
    assert desk.member.send("My points are missing", "receipt") == []
    desk.passes(seconds=1)
    desk.mirror.sweep()
    last = desk.there.conversations[1].messages[-1]
    assert (last["content"], last["files"]) == ("My points are missing", 1)
    # The agent's own words are there already.
    assert "Hello, this is Amy." not in [text for _kind, text in desk.there.said(1)]


def test_a_delivery_that_comes_twice_is_one_message(desk: Desk) -> None:
    for _delivery in range(3):
        desk.tell(agent_message(1, 501, "Hello!"))
    assert [message.text for message in desk.hears()] == ["Hello!"]


def test_a_resolved_conversation_is_the_bots_again(desk: Desk) -> None:
    desk.tell(agent_message(1, 501, "Done!"))
    desk.passes(seconds=1)
    desk.mirror.sweep()
    desk.tell(status_change(1, "resolved"))
    assert desk.case() == ("resolved", None, "bot")
    assert desk.member.send("hello") != []
    desk.passes(seconds=1)
    desk.mirror.sweep()
    assert ("incoming", "hello") not in desk.there.said(1)[1:]  # between member and bot


def test_what_a_member_writes_while_agents_resolve_opens_it_again(desk: Desk) -> None:
    desk.tell(agent_message(1, 501, "Done!"))
    desk.passes(seconds=1)
    desk.mirror.sweep()
    desk.member.send("Wait, one more thing")
    desk.tell(status_change(1, "resolved"))
    assert desk.case() == ("open", AMY, "person")
    desk.passes(seconds=1)
    desk.mirror.sweep()
    assert desk.there.conversations[1].status == "open"
    assert desk.there.said(1)[-1] == ("incoming", "Wait, one more thing")


def test_agents_assign_hand_over_and_give_back(desk: Desk) -> None:
    desk.tell(assignment(1, "Amy Lau"))
    assert desk.case() == ("open", AMY, "person")
    desk.tell(assignment(1, "Bob Ng"))
    assert desk.case() == ("open", BOB, "person")
    desk.tell(status_change(1, "pending", "Bob Ng"))
    assert desk.case() == ("open", None, "bot")


def test_what_our_own_desk_holds_stays_theirs(desk: Desk) -> None:
    with desk.member.database.reading() as session:
        case = talks.current_case(session, desk._conversation(session))
        assert case is not None
    desk.handover.take(case.id, "carol")
    desk.tell(agent_message(1, 501, "Hello, this is Amy."))
    desk.tell(status_change(1, "resolved"))
    assert desk.case() == ("open", "carol", "person")
    assert desk.hears() == []
    assert desk.there.conversations[1].messages[-1]["private"]


def test_what_is_settled_here_is_settled_there(desk: Desk) -> None:
    with desk.member.database.reading() as session:
        case = talks.current_case(session, desk._conversation(session))
        assert case is not None
    desk.handover.resolve(case.id, "carol", seen=99)
    desk.passes(minutes=2)
    desk.mirror.sweep()
    assert desk.there.conversations[1].status == "resolved"


def test_an_agents_picture_is_a_picture_and_another_file_a_link(desk: Desk) -> None:
    jpeg = io.BytesIO()
    Image.new("RGB", (2000, 1000), "red").save(jpeg, "JPEG")
    desk.there.files = {
        "/map.jpg": httpx.Response(200, content=jpeg.getvalue()),
        "/form.pdf": httpx.Response(200, content=b"%PDF-1.7"),
    }
    addresses = (f"{ADDRESS}/map.jpg", f"{ADDRESS}/form.pdf", "http://169.254.169.254/latest/meta-data")
    desk.tell(agent_message(1, 501, "Here", attachments=[{"data_url": address} for address in addresses]))
    words, picture = desk.hears()
    assert words.text == f"Here\n{ADDRESS}/form.pdf\nhttp://169.254.169.254/latest/meta-data"
    with desk.member.database.reading() as session:
        png = session.get_one(ChatMessage, picture.id).image
    assert png is not None and Image.open(io.BytesIO(png)).size == (1600, 800)


def test_what_chatwoot_does_not_take_is_tried_again_later(desk: Desk) -> None:
    desk.tell(agent_message(1, 501, "Hello!"))
    desk.member.send("Are you there?")
    desk.there.failing = 503
    desk.passes(minutes=2)
    desk.mirror.sweep()
    desk.there.failing = None
    desk.mirror.sweep()
    assert ("incoming", "Are you there?") not in desk.there.said(1)
    desk.passes(seconds=10)
    desk.mirror.sweep()
    assert [text for _kind, text in desk.there.said(1)].count("Are you there?") == 1


def test_a_long_answer_comes_in_parts(desk: Desk) -> None:
    desk.tell(agent_message(1, 501, "a" * 9000))
    assert [len(message.text) for message in desk.hears()] == [4000, 4000, 1000]


@pytest.mark.parametrize(
    "event",
    [
        agent_message(99, 501, "For another inbox"),
        agent_message(1, 501, "A note", private=True),
        agent_message(1, 501, "An echo of ours", sender={"id": 2, "type": "agent_bot"}),
        agent_message(1, 501, "An echo of the member's", message_type="incoming"),
        {"event": "contact_updated", "id": 1},
    ],
)
def test_what_is_no_agents_word_to_the_member_changes_nothing(desk: Desk, event: dict[str, object]) -> None:
    desk.tell(event)
    assert desk.hears() == []
    assert desk.case()[2] == "bot"


def test_only_signed_and_fresh_deliveries_are_taken(desk: Desk) -> None:
    body, headers = signed(agent_message(1, 501, "Hello!"), NOW)
    forged = signed(agent_message(1, 501, "Hello!"), NOW, secret="guessed")[1]
    for wrong in (
        {},
        forged,
        headers | {"X-Chatwoot-Timestamp": "0"},
        headers | {"X-Chatwoot-Signature": "é"},
    ):
        given = {name: value.encode() for name, value in wrong.items()}
        assert desk.webhook.post("/webhooks/chatwoot", content=body, headers=given).status_code == 401
    assert desk.webhook.post("/webhooks/chatwoot", content=body + b" ", headers=headers).status_code == 401
    desk.passes(minutes=6)
    assert desk.webhook.post("/webhooks/chatwoot", content=body, headers=headers).status_code == 401
    assert desk.hears() == []


def test_a_signed_delivery_of_another_shape_is_refused(desk: Desk) -> None:
    for broken in ({"event": "message_created"}, {"event": "conversation_status_changed", "id": "x"}):
        body, headers = signed(broken, NOW)
        assert desk.webhook.post("/webhooks/chatwoot", content=body, headers=headers).status_code == 422
    body, headers = signed([1], NOW)
    assert desk.webhook.post("/webhooks/chatwoot", content=body, headers=headers).json() == {"taken": False}
    assert event_of({}) is None and not genuine(b"", {}, SECRET, NOW)
