"""What a channel gives to the dialogue and what it gets back."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.json_values import JsonObject
from bot.languages import Language

# Channels to which messages are sent; on the others the member's side fetches them.
PUSHED = frozenset({"telegram"})

# Channels whose callers hear nothing but the answers to their own turns.
DEAF = frozenset({"rest", "rasa"})


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or file as the member sent it. `name` is what the platform calls it, for the log only."""

    data: bytes
    name: str = "photo.jpg"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing a member did: wrote a text, pressed a button (its payload is the text), sent photos.

    `channel` and `sender` name the conversation. `message_id` is unique within them and is what makes a
    redelivery harmless; None where the channel has none (then nothing is deduplicated). Photos that arrive
    together (an album) are one turn. `language_hint` only sets the first guess. `now` is the demo's clock for
    this turn; None means the present.
    """

    channel: str
    sender: str
    text: str = ""
    photos: Sequence[Photo] = ()
    message_id: str | None = None
    language_hint: Language | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered with a reply. `payload` comes back as the text of a later turn; at most 64 bytes."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a reply: PNG bytes with the words a screen reader says for it."""

    png: bytes
    alt: str

    @property
    def data_uri(self) -> str:
        """The picture itself as an address (RFC 2397)."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode()


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the member, already in the member's language."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    image: Image | None = None
    custom: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A recorded message to the member. `seq` counts within its conversation and never has gaps in order."""

    message_id: int
    conversation_id: int
    channel: str
    sender: str
    seq: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a turn. `replies` are committed and wait to be delivered; of a duplicate, the replies
    that the first delivery brought. `reading` is set while photos of the turn are still being read: their
    replies follow as later messages of the conversation."""

    conversation_id: int
    seq: int
    duplicate: bool
    replies: tuple[Outgoing, ...]
    reading: bool = False
