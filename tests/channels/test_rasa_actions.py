"""Our skills as custom actions of a Rasa server, called as Rasa calls them."""

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("rasa_sdk", reason="the extra `rasa` is not installed: pip install 'memberbot[rasa]'")

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.app import App, build
from bot.channels.rasa import FALLBACK, ActionPorts, actions
from bot.dialogue.registry import INTENTS
from bot.settings import load_settings
from tests.support.known import knowledge
from tests.support.whole_app import NOW


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    settings = load_settings(data=tmp_path_factory.mktemp("data"))
    built = build(settings, demo=True, clock=lambda: NOW, known=knowledge())
    yield built
    built.close()


@pytest.fixture
def ports(app: App) -> ActionPorts:
    return ActionPorts(app.conductor, app.database, demo=True)


class Member:
    """Somebody who talks to a Rasa server that runs our actions."""

    def __init__(self, ports: ActionPorts, name: str) -> None:
        self.actions = actions(ports)
        self.name = name
        self.slots: dict[str, Any] = {"language": None, "programme": None, "handoff": None}
        self.events: list[dict[str, Any]] = []
        self.heard: dict[str, Any] = {}

    def say(self, text: str, intent: str, action: str | None = None) -> list[dict[str, Any]]:
        """The messages of `action` (by default that of the intent Rasa found) for a new message."""
        self.heard = {"text": text, "intent": {"name": intent}, "entities": [], "metadata": {}}
        self.events.append({"event": "user", "text": text, "message_id": f"m{len(self.events)}"})
        return self.run(action or f"action_{intent}")

    def run(self, action: str) -> list[dict[str, Any]]:
        """The messages of an action for the message that is there already."""
        tracker = Tracker(self.name, self.slots, self.heard, self.events, False, None, {}, None)
        dispatcher = CollectingDispatcher()
        # A thread of its own: a browser test may have left a loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            events = thread.submit(asyncio.run, self.actions[action](dispatcher, tracker, {})).result()
        for event in events:
            assert event["event"] == "slot"
            self.slots[event["name"]] = event["value"]
        return dispatcher.messages


def payload(message: Mapping[str, Any], number: int = 0) -> str:
    return str(message["buttons"][number]["payload"])


def test_every_skill_has_its_action(ports: ActionPorts) -> None:
    assert set(actions(ports)) == {f"action_{intent}" for intent in INTENTS} | {FALLBACK}


@pytest.mark.parametrize(
    ("text", "language"),
    [("How many points do I have?", "en"), ("我有多少积分？", "zh-Hans"), ("我有幾多分呀？", "zh-Hant")],
)
def test_answers_and_says_its_language_in_a_slot(ports: ActionPorts, text: str, language: str) -> None:
    member = Member(ports, f"speaks {language}")
    answers = member.say(text, "check_balance")
    assert answers and all(answer["text"] for answer in answers)
    assert member.slots["language"] == language
    assert member.slots["handoff"] is False


def test_links_and_redeems_through_buttons_without_a_photo(app: App, ports: ActionPorts) -> None:
    assert app.demo is not None
    member = Member(ports, "redeems")
    member.say("/link_account", "link_account")
    # What a flow waits for is nothing that Rasa's model knows.
    number = next(m.number for m in app.demo.members() if m.number)
    member.say(number, "nlu_fallback", FALLBACK)
    linked = member.say(app.demo.codes()[0].code, "out_of_scope")
    assert linked

    (offers, *_more) = member.say("what can I get for my points?", "browse_rewards")
    chosen = next(b["payload"] for b in offers["buttons"] if b["payload"].startswith("/redeem{"))
    (confirm, *_more) = member.say(chosen, "redeem")
    redeemed = member.say(payload(confirm), "go", FALLBACK)
    assert any((message["image"] or "").startswith("data:image/png;base64,") for message in redeemed)

    # The button belongs to a flow that is over: nothing happens again.
    again = member.say(payload(confirm), "go", FALLBACK)
    assert not any(message["image"] for message in again)


def test_a_repeated_call_is_carried_out_once(app: App, ports: ActionPorts) -> None:
    member = Member(ports, "asks for a person")
    first = member.say("let me talk to a human", "talk_to_human")
    assert member.slots["handoff"] is True
    assert first[0]["custom"]["handoff"] is True
    assert member.run("action_talk_to_human") == first


def test_an_action_called_for_something_else_is_the_skill_itself(ports: ActionPorts) -> None:
    member = Member(ports, "greets")
    greeting = member.say("hello", "greet")
    # A story of the operator's own goes on after the greeting, for the same message.
    rewards = member.run("action_browse_rewards")
    assert rewards != greeting
    assert rewards == member.say("/browse_rewards", "browse_rewards")


def test_slots_that_a_project_lacks_are_left_alone(ports: ActionPorts) -> None:
    member = Member(ports, "has no slots")
    member.slots = {}
    member.say("我想同真人傾", "talk_to_human")
    assert member.slots == {}


def test_a_first_guess_of_the_language(ports: ActionPorts) -> None:
    member = Member(ports, "writes nothing")
    member.slots["language"] = "zh-TW"
    member.say("/start", "start")
    assert member.slots["language"] == "zh-Hant"
