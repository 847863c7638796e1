"""The action server of a Rasa server: every skill of ours as one of its custom actions.

Rasa decides which action runs; conversations with their flows, rules and points stay with our engine. Needs
the extra `rasa`, so this module is imported only where the action server is started.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.endpoint import create_app
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response

from bot.channels.api_keys import ApiKeys
from bot.channels.edge import from_another_site
from bot.channels.metrics import Metrics
from bot.channels.ports import Dialogue
from bot.channels.requests import ApiError
from bot.channels.turns import receive
from bot.dialogue.payload import encode
from bot.dialogue.registry import INTENTS
from bot.dialogue.turn import Outgoing, Turn
from bot.json_values import JsonObject
from bot.languages import nearest_language
from bot.ledger.models import Conversation
from bot.ledger.store import Database

CHANNEL = "rasa"

# What Rasa runs where no rule fits: an answer to a flow's question, or a button of a flow.
FALLBACK = "action_default_fallback"

Run = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Awaitable[list[EventType]]]


@dataclass(frozen=True)
class ActionPorts:
    """Everything that the action server is given."""

    dialogue: Dialogue
    database: Database
    demo: bool = False
    api_keys: frozenset[str] = frozenset()
    metrics: Metrics = field(default_factory=Metrics)


def actions(ports: ActionPorts) -> Mapping[str, Run]:
    """The custom actions by name: one for each skill, and the fallback."""
    return {f"action_{intent}": _action(ports, intent) for intent in INTENTS} | {
        FALLBACK: _action(ports, None)
    }


def action_server(ports: ActionPorts) -> Sanic[Any, Any]:
    """The HTTP app that Rasa's `action_endpoint` points to."""
    executor = ActionExecutor()
    for name, run in actions(ports).items():
        executor.register_function(name, run)
    server: Sanic[Any, Any] = create_app(executor, cors_origins=None)
    keys = ApiKeys(ports.api_keys)

    async def check(request: Request) -> HTTPResponse | None:
        """Rasa's sender is whatever its caller said, so only a Rasa server that we know may speak for it."""
        if from_another_site(request.headers):
            return json_response({"error": "This request came from another website."}, 403)
        if ports.demo or request.path == "/health":
            return None
        try:
            keys.check(request.headers)
        except ApiError as error:
            return json_response({"error": error.message}, error.status)
        return None

    server.register_middleware(check, "request")
    return server


def _action(ports: ActionPorts, intent: str | None) -> Run:
    """The custom action of a skill; of whatever the words mean where `intent` is None."""
    name = f"action_{intent}" if intent else FALLBACK

    async def run(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        received = await receive(ports.dialogue, ports.metrics, _turn(tracker, intent, name))
        for outgoing in received.replies:
            _utter(dispatcher, outgoing)
        return _slots(tracker, _standing(ports.database, received.conversation_id, received.replies))

    return run


def _turn(tracker: Tracker, intent: str | None, action: str) -> Turn:
    """What the member said last; where the action was called for something else, the skill itself.

    A text that Rasa took for the skill goes to our engine as it stands: there may be a flow that waits for
    it, and the values in it are read there.
    """
    message = tracker.latest_message
    heard = (message.get("intent") or {}).get("name")
    text = message.get("text") or ""
    hint = (message.get("metadata") or {}).get("language") or tracker.slots.get("language")
    said = intent is None or (text and heard == intent)
    message_id = _message_id(tracker)
    return Turn(
        channel=CHANNEL,
        sender=tracker.sender_id,
        text=text if said else encode(str(intent)),
        # One message may lead to several actions; each is carried out once.
        message_id=f"{message_id}:{action}" if message_id else None,
        language_hint=nearest_language(hint) if isinstance(hint, str) else None,
    )


def _message_id(tracker: Tracker) -> str | None:
    """What stays the same when Rasa calls an action again for the same message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            found = event.get("message_id") or event.get("timestamp")
            return str(found) if found else None
    return None


def _utter(dispatcher: CollectingDispatcher, outgoing: Outgoing) -> None:
    reply = outgoing.reply
    dispatcher.utter_message(
        text=reply.text or None,
        buttons=[{"title": button.title, "payload": button.payload} for button in reply.buttons],
        image=reply.image.data_uri if reply.image else None,
        json_message=dict(reply.custom),
    )


def _standing(database: Database, conversation_id: int, replies: tuple[Outgoing, ...]) -> JsonObject:
    """Where the conversation stands, as slots for the stories of a Rasa project."""
    with database.reading() as session:
        conversation = session.get_one(Conversation, conversation_id)
        return {
            "language": conversation.language,
            "programme": conversation.context.get("programme"),
            "handoff": conversation.owner == "person"
            or any(outgoing.reply.custom.get("handoff") for outgoing in replies),
        }


def _slots(tracker: Tracker, standing: JsonObject) -> list[EventType]:
    """What changes in the slots that the project has."""
    return [
        SlotSet(name, value)
        for name, value in standing.items()
        if name in tracker.slots and tracker.slots[name] != value
    ]
