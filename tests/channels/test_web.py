"""The web chat's page and what its scripts call."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from threading import Event

import pytest
from fastapi.testclient import TestClient

from bot.channels.ports import DemoMember, Limits, OneTimeCode
from bot.clock import HONG_KONG
from bot.dialogue.turn import Reply
from bot.languages import LANGUAGES
from bot.pages import LANGUAGE_NAMES
from bot.wording import _
from tests.support.fake_conductor import FakeConductor
from tests.support.plain_services import knowledge

Serve = Callable[..., TestClient]


def say(client: TestClient, text: str, message_id: str) -> dict[str, object]:
    answer = client.post("/chat/turn", files={"message_id": (None, message_id), "text": (None, text)})
    assert answer.status_code == 200
    body: dict[str, object] = answer.json()
    return body


def sender(conductor: FakeConductor) -> str:
    return conductor.turns[0].sender


def test_the_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/").text
    for address in re.findall(r'(?:src|href)="([^"]*)"', page):
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert not re.search(r"<style|<script(?![^>]*(?:src=|application/json))|\son\w+=|\sstyle=", page)


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"Accept-Language": "fr-FR,zh-HK;q=0.8"}, "zh-Hant"),
        ({"Accept-Language": "zh-CN"}, "zh-Hans"),
        ({"Accept-Language": "yue"}, "zh-Hant"),
        ({"Accept-Language": "de", "Cookie": "language=zh-Hans"}, "zh-Hans"),
        ({"Accept-Language": "en", "Cookie": "language=klingon"}, "en"),
    ],
)
def test_the_page_speaks_the_visitors_language(
    client: TestClient, headers: dict[str, str], language: str
) -> None:
    page = client.get("/", headers=headers).text
    assert f'<html lang="{language}">' in page
    assert re.search(f'data-language="{language}" aria-pressed="true"', page)


def test_the_page_carries_its_words_in_every_language(client: TestClient) -> None:
    found = re.search(r'id="settings">(.*?)</script>', client.get("/").text)
    assert found
    labels = json.loads(found[1])["labels"]
    assert set(labels) == set(LANGUAGES) == set(LANGUAGE_NAMES)
    keys = {frozenset(of_language) for of_language in labels.values()}
    assert len(keys) == 1
    used = set(re.findall(r'data-(?:aria-)?(?:label|title|placeholder)="(\w+)"', client.get("/").text))
    assert used <= set(labels["en"])


def test_the_cookie_is_signed_and_out_of_reach_of_scripts(client: TestClient) -> None:
    cookie = client.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.post("/chat/open").status_code == 200
    name = client.cookies["conversation"].partition(".")[0]
    for forged in (name, f"{name}.", f"{name}.{'0' * 64}", f"someone.{'0' * 64}", "é.é"):
        client.cookies.clear()
        answer = client.post("/chat/open", headers={"Cookie": f"conversation={forged}".encode()})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "no_conversation"


def test_over_https_the_cookie_is_sent_over_https_only(serve: Serve) -> None:
    client = serve()
    client.base_url = client.base_url.copy_with(scheme="https")
    assert "Secure" in client.get("/").headers["Set-Cookie"]


def test_opening_greets_once_and_tells_what_was_said(client: TestClient, conductor: FakeConductor) -> None:
    client.get("/", headers={"Accept-Language": "zh-TW"})
    first = client.post("/chat/open", headers={"Accept-Language": "zh-TW"}).json()
    assert [message["text"] for message in first["messages"]] == ["Hello!"]
    assert conductor.turns[0].language_hint == "zh-Hant"
    say(client, "one", "m1")
    again = client.post("/chat/open").json()
    assert [message["text"] for message in again["messages"]] == ["Hello!", "You said: one"]
    assert len(conductor.turns) == 2


def test_two_browsers_have_two_conversations(serve: Serve, conductor: FakeConductor) -> None:
    for client in (serve(), serve()):
        client.get("/")
        client.post("/chat/open")
    assert len({turn.sender for turn in conductor.turns}) == 2


def test_a_turn_that_is_sent_again_acts_once(client: TestClient, conductor: FakeConductor) -> None:
    client.get("/")
    client.post("/chat/open")
    assert say(client, "redeem", "m1") == say(client, "redeem", "m1")
    assert [turn.text for turn in conductor.turns] == ["/greet", "redeem"]


def test_photos_make_one_turn_and_their_replies_follow(client: TestClient, conductor: FakeConductor) -> None:
    client.get("/")
    client.post("/chat/open")
    parts = [("message_id", (None, "m1")), ("photo", ("a.jpg", b"one")), ("photo", ("b.jpg", b"two"))]
    answer = client.post("/chat/turn", files=parts).json()
    assert answer["reading"]
    assert [photo.data for photo in conductor.turns[-1].photos] == [b"one", b"two"]
    last = answer["messages"][-1]["seq"]
    assert client.get(f"/chat/messages?after={last}").json() == {"reading": True, "messages": []}
    conductor.finish_reading("web", sender(conductor))
    news = client.get(f"/chat/messages?after={last}").json()
    assert not news["reading"]
    assert [button["payload"] for button in news["messages"][0]["buttons"]] == ["/affirm", "/deny"]


def test_a_picture_comes_with_its_words(client: TestClient) -> None:
    client.get("/")
    [message] = say(client, "qr", "m1")["messages"]  # type: ignore[misc]
    assert message["image"]["alt"] == "QR code"  # type: ignore[index]


def test_a_clause_is_shown_by_what_it_is_about(serve: Serve) -> None:
    """A clause that a newer edition no longer has is left to its number."""
    known, gone = "festival-walk/points.3", "festival-walk/points.999"
    conductor = FakeConductor(lambda _turn: [Reply("So it is.", custom={"clauses": [known, gone]})])
    client = serve(dialogue=conductor)
    client.get("/")
    [message] = say(client, "why", "m1")["messages"]  # type: ignore[misc]
    words = knowledge().words
    assert message["headings"] == {  # type: ignore[index]
        known: {language: words.heading(known, language) for language in LANGUAGES},
        gone: {},
    }


def events(text: str) -> list[tuple[str, str]]:
    """The stream's events: their name and data."""
    found = re.findall(r"event: (\w+)\ndata: (.*)", text)
    return [(name, data) for name, data in found]


def test_the_stream_brings_later_messages_once(serve: Serve, conductor: FakeConductor) -> None:
    client = serve(limits=Limits(stream=0.05))
    client.get("/")
    client.post("/chat/open")
    later = conductor.say("web", sender(conductor), Reply("Hello from the desk"))
    answer = client.get("/chat/events?after=2")
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    names = events(answer.text)
    assert [name for name, _data in names] == ["message", "reading"]
    assert json.loads(names[0][1])["text"] == "Hello from the desk"
    assert f"id: {later.seq}\n" in answer.text
    resumed = client.get("/chat/events?after=0", headers={"Last-Event-ID": str(later.seq)})
    assert [name for name, _data in events(resumed.text)] == ["reading"]


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "²"])
def test_a_strange_place_in_the_stream_means_its_start(client: TestClient, after: str) -> None:
    client.get("/")
    client.post("/chat/open")
    assert len(client.get("/chat/messages", params={"after": after}).json()["messages"]) == 1


def test_streams_end_when_the_server_stops(serve: Serve) -> None:
    closing = Event()
    closing.set()
    client = serve(closing=closing)
    client.get("/")
    assert events(client.get("/chat/events").text) == []


def test_a_new_conversation_gets_a_new_name(client: TestClient) -> None:
    client.get("/")
    before = client.cookies["conversation"]
    client.post("/chat/new")
    assert client.cookies["conversation"] != before


def test_an_empty_turn_is_refused(client: TestClient) -> None:
    client.get("/")
    answer = client.post("/chat/turn", files={"message_id": (None, "m"), "text": (None, " ")})
    assert answer.json()["error"]["field"] == "text"
    answer = client.post("/chat/turn", files={"text": (None, "hello")})
    assert answer.json()["error"]["field"] == "message_id"


def test_the_demo_shows_members_and_codes(serve: Serve) -> None:
    noon = datetime(2026, 11, 20, 12, 0, tzinfo=HONG_KONG)
    client = serve(
        codes=lambda: [OneTimeCode("+852 9000 0001", "314159", noon, noon)],
        members=lambda: [DemoMember("FW000001", "Chan Tai Man", _("points about to lapse"))],
    )
    page = client.get("/").text
    assert "FW000001" in page
    assert "/dev/sms" in page
    codes = client.get("/dev/sms").text
    assert "314159" in codes
    assert "12:00:00" in codes
    assert "No code has been sent yet" in serve().get("/dev/sms").text


def test_outside_the_demo_there_are_no_developer_pages(serve: Serve) -> None:
    client = serve(demo=False, members=lambda: [DemoMember("FW000001", "Chan Tai Man", _("new"))])
    page = client.get("/").text
    assert "/dev/sms" not in page
    assert "FW000001" not in page
    assert client.get("/dev/sms").status_code == 404
