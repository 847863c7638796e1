"""What a skill or a flow sees of a turn: the conversation, the request, and the rooms it may use."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogue.payload import FLOW_ACTION, encode
from bot.dialogue.turn import Button, Image, Reply
from bot.json_values import Json, JsonObject, json_object, json_text
from bot.languages import Language, nearest_language
from bot.ledger.models import Conversation, Member
from bot.ledger.models.base import storable_json
from bot.programmes import Programme, Programmes
from bot.reading import PhotoStore
from bot.reading.fields import Directory
from bot.rules import Decision, Engine
from bot.understanding import Understanding
from bot.understanding.acts import Act
from bot.understanding.parse import EntityValue, Intent, Parse
from bot.wording import Message, Said, Wording


@dataclass(frozen=True, slots=True)
class Services:
    """The rooms below, as `app.py` put them together."""

    programmes: Programmes
    words: Wording
    understanding: Understanding
    photos: PhotoStore
    directory: Directory  # of the home programme
    voucher_key: bytes  # signs the codes that vouchers show
    home_programme: str  # the programme whose members can link here
    public_url: str | None = None  # where members reach our pages

    @property
    def engine(self) -> Engine:
        """What decides, for all programmes."""
        return self.programmes.engine

    @property
    def home(self) -> Programme:
        """The programme whose members can link here."""
        return self.programmes[self.home_programme]


@dataclass(frozen=True, slots=True)
class Request:
    """What the member wants: an intent with its values, from words or from a button."""

    intent: str
    values: Mapping[str, tuple[EntityValue, ...]] = field(default_factory=dict)
    text: str = ""
    confidence: float = 1.0
    ranking: tuple[Intent, ...] = ()
    pressed: bool = False

    acts: tuple[Act, ...] = ()  # where the words do several things, in their order

    @classmethod
    def of(cls, parse: Parse, acts: tuple[Act, ...] = ()) -> "Request":
        """What the words of a parse ask for."""
        values: dict[str, tuple[EntityValue, ...]] = {}
        for entity in parse.entities:
            values[entity.entity] = (*values.get(entity.entity, ()), entity.value)
        intent, text = parse.intent, parse.text
        return cls(intent.name, values, text, intent.confidence, parse.intent_ranking, acts=acts)

    def first(self, name: str) -> EntityValue | None:
        """The first value of that name, or None."""
        return next(iter(self.values.get(name, ())), None)


@dataclass(frozen=True, slots=True)
class Onward:
    """Replies, and a request to carry out after them: what the member wanted before a detour."""

    replies: list[Reply]
    request: Request


Answer = list[Reply] | Onward


@dataclass(slots=True)
class Context:
    """One turn of one conversation, inside its transaction."""

    services: Services
    session: Session
    conversation: Conversation
    now: datetime
    request: Request

    @property
    def language(self) -> Language:
        return nearest_language(self.conversation.language)

    @property
    def member(self) -> Member | None:
        """The member linked to this conversation."""
        return self.conversation.member

    @property
    def addressee(self) -> str:
        """What the linked member is called in the language spoken."""
        member = self.member
        if member is None:
            return ""
        return (member.name_zh if self.language != "en" else None) or member.name or member.number

    @property
    def memory(self) -> JsonObject:
        """What the conversation remembers between turns (JSON values); assign through `remember`."""
        return self.conversation.context or {}

    def remember(self, **values: object) -> None:
        """Keep values for later turns, as JSON; None forgets."""
        self.conversation.context = _kept(self.memory, values)

    # -- words ---------------------------------------------------------------------------------------

    def say(self, message: Message, **values: Said) -> str:
        """A sentence in the member's language."""
        return self.services.words.say(self.language, message, **values)

    def join(self, *sentences: str) -> str:
        """Sentences in a row; Chinese sets no blank between them."""
        return (" " if self.language == "en" else "").join(sentences)

    def reasons(self, decision: Decision) -> list[str]:
        """The sentences of a decision's findings."""
        return [self.services.words.finding(finding, self.language) for finding in decision.findings]

    def reply(
        self,
        message: Message | str,
        *,
        buttons: tuple[Button, ...] = (),
        image: Image | None = None,
        custom: JsonObject | None = None,
        **values: Said,
    ) -> Reply:
        """A reply from a message of ours (with its values) or from text that is already in words."""
        text = message if isinstance(message, str) else self.say(message, **values)
        return Reply(text=text, buttons=buttons, image=image, custom=custom or {})

    def button(self, title: Message | str, intent: str, /, **values: str) -> Button:
        """A button that asks for an intent."""
        return Button(title if isinstance(title, str) else self.say(title), encode(intent, **values))

    # -- the running flow ----------------------------------------------------------------------------

    @property
    def flow(self) -> str | None:
        """Name of the running flow."""
        return self.conversation.flow

    @property
    def state(self) -> JsonObject:
        """State of the running flow (JSON values); assign through `keep`."""
        return self.conversation.flow_state or {}

    def keep(self, **values: object) -> None:
        """Change the running flow's state, kept as JSON; None removes."""
        self.conversation.flow_state = _kept(self.state, values)

    @property
    def aside(self) -> str | None:
        """The id of the flow that was put aside for the running one."""
        aside = self.memory.get("aside")
        return json_text(json_object(aside)["flow_id"]) if aside else None

    def enter(self, flow: str, **state: object) -> None:
        """Start a flow, leaving a running one; one whose state says `returns` is put aside, and comes back
        when the other is left. Its buttons carry a fresh id, so older ones go stale."""
        if self.flow not in (None, flow) and self.state.get("returns"):
            self.remember(
                aside={"flow": self.flow, "flow_id": self.conversation.flow_id, "state": self.state}
            )
        self._run(flow, secrets.token_hex(3), _kept({}, state))

    def leave(self) -> None:
        """End the running flow; one that was put aside for it runs again."""
        aside = self.memory.get("aside")
        if aside is None:
            self._run(None, None, {})
            return
        self.remember(aside=None)
        kept = json_object(aside)
        self._run(json_text(kept["flow"]), json_text(kept["flow_id"]), json_object(kept["state"]))

    def _run(self, flow: str | None, flow_id: str | None, state: JsonObject) -> None:
        self.conversation.flow = flow
        self.conversation.flow_id = flow_id
        self.conversation.flow_state = dict(state)

    def action(self, title: Message | str, action: str, argument: str = "") -> Button:
        """A button of the running flow. It acts only while this very flow runs."""
        values = {"f": self.conversation.flow_id or "", "a": action}
        if argument:
            values["v"] = argument
        return Button(title if isinstance(title, str) else self.say(title), encode(FLOW_ACTION, **values))

    def pressed(self) -> tuple[str, str] | None:
        """The action and its argument, when the member pressed a button of the running flow."""
        if not self.request.pressed or self.request.intent != FLOW_ACTION:
            return None
        return str(self.request.first("a") or ""), str(self.request.first("v") or "")

    def told(self, entity: str) -> EntityValue | None:
        """The value that was just asked for, in the member's words: a bare number will do."""
        found = self.request.first(entity)
        if found is not None or self.request.pressed:
            return found
        return self.services.understanding.parse(self.request.text, self.now, entity).first(entity)

    def asking(self, request: Request) -> "Context":
        """The same turn with another request."""
        return replace(self, request=request)


def _kept(before: JsonObject, values: Mapping[str, object]) -> dict[str, Json]:
    """What is kept with new values in it; None takes one out."""
    kept = {**before, **{name: storable_json(value) for name, value in values.items()}}
    return {name: value for name, value in kept.items() if value is not None}
