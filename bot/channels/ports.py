"""What the channels need from the rest of the house. `app.py` fills it in; the tests bring their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Protocol

from bot.channels.metrics import Metrics
from bot.clock import Clock
from bot.dialogue.turn import Outgoing, Received, Turn
from bot.json_values import JsonObject
from bot.ledger.store import Database
from bot.programmes import Programmes
from bot.understanding.parse import Parse
from bot.wording import Message, Wording


class Dialogue(Protocol):
    """The conductor as a channel sees it. Its methods are synchronous and safe to call from any thread."""

    def receive(self, turn: Turn) -> Received:
        """Record a turn with its effect and its replies."""

    def after(self, conversation_id: int, seq: int) -> list[Outgoing]:
        """Messages to the member with a higher seq, in order."""

    def later(self, channel: str, sender: str, seq: int) -> list[Outgoing]:
        """Likewise, by who the conversation is with; none where there is no such conversation."""

    def said_since(self, message_id: int | None) -> tuple[int, frozenset[int]]:
        """The newest message of all, and the conversations with messages after the given one."""

    def busy(self, conversation_id: int) -> bool:
        """Whether photos of the conversation are still being read."""

    def pending(self, channel: str, limit: int = 50) -> Sequence[Outgoing]:
        """Messages of a channel that wait for delivery and that nobody is sending, oldest first."""

    def delivered(self, message_id: int, platform_id: str | None = None) -> None:
        """The platform took the message."""

    def refused(self, message_id: int, why: str, permanent: bool) -> None:
        """The platform did not take it; unless `permanent` it is tried again later."""


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A code that was sent by SMS, as the demo's developer page shows it."""

    phone: str
    code: str
    sent_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A member to try the demo with: the number to type, and what is special about the account."""

    number: str
    name: str
    note: Message


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may bring. Sizes in bytes, times in seconds."""

    body: int = 48 * 1024 * 1024
    json_body: int = 1024 * 1024
    photo: int = 15 * 1024 * 1024
    photos: int = 10
    photo_wait: float = 60.0
    stream: float = 300.0  # an event stream ends after this; the page opens the next one


@dataclass(frozen=True)
class HttpPorts:
    """Everything that the HTTP channel is given.

    `decide` answers a request of the contract's section 2 and raises `rules.decision.RequestError` for one of
    the wrong shape. `ready` names each thing the bot depends on and says whether it is usable now. `codes`
    and `members` are for the demo's own pages and are never asked outside it. `closing` is set when the
    server is about to stop, so that open streams end.
    """

    dialogue: Dialogue
    parse: Callable[[str], Parse]
    decide: Callable[[object], JsonObject]
    ready: Callable[[], Mapping[str, bool]]
    words: Wording
    secret: bytes
    demo: bool = False
    api_keys: frozenset[str] = frozenset()
    codes: Callable[[], Sequence[OneTimeCode]] = tuple
    members: Callable[[], Sequence[DemoMember]] = tuple
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(default_factory=Limits)
    closing: Event = field(default_factory=Event)


@dataclass(frozen=True)
class VoucherPorts:
    """What showing and checking vouchers is given.

    `voucher_key` signs the codes that vouchers show and the links to them, `secret` the cookie of a shop's
    device. `shop_keys` are pairs of a shop's id and a key of it; the demo without any has an example.
    """

    database: Database
    clock: Clock
    programmes: Programmes
    words: Wording
    voucher_key: bytes
    secret: bytes
    shop_keys: Sequence[tuple[str, str]] = ()
    demo: bool = False
    limits: Limits = field(default_factory=Limits)
