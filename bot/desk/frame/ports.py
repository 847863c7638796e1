"""What the desk is given. `app.py` fills it in; the tests bring their own."""

from dataclasses import dataclass, field
from threading import Event

from bot.clock import Clock, system_clock
from bot.dialogue.context import Services
from bot.dialogue.handover import Handover
from bot.ledger.models import Role
from bot.ledger.staff import Passwords
from bot.ledger.store import Database
from bot.wording import Wording

# Roles that see much or change much.
SECOND_FACTOR: frozenset[str] = frozenset({"supervisor", "operator"})


@dataclass(frozen=True, slots=True)
class OpenId:
    """An identity provider (OpenID Connect) that may sign staff in.

    `domains` are those of e-mail addresses that are let in, all when empty. `roles_claim` names the claim
    with a person's groups, `roles` which role each group gives; without it an operator gives the roles.
    """

    discovery_url: str
    client_id: str
    client_secret: str
    name: str = "OpenID Connect"
    domains: frozenset[str] = frozenset()
    roles_claim: str | None = None
    roles: tuple[tuple[str, Role], ...] = ()


@dataclass(frozen=True)
class DeskPorts:
    """Everything that the desk's pages are built on.

    `clock` is the product's time, which a demo may set; who may sign in is a matter of `real_clock`. `key`
    seals what only this product may read: second factors, tokens of forms. `second_factor` names the roles
    that must have one; `openid` is an identity provider of the staff's, if there is one. `passwords` hashes
    those of the staff. `closing` is set when the server is about to stop, so that open streams end.
    """

    database: Database
    services: Services
    handover: Handover
    clock: Clock
    key: bytes
    demo: bool = False
    public_url: str | None = None
    weather_followed: bool = False  # the Observatory's data switch the signals, beside people
    second_factor: frozenset[str] = SECOND_FACTOR
    openid: OpenId | None = None
    real_clock: Clock = system_clock
    passwords: Passwords = field(default_factory=Passwords)
    closing: Event = field(default_factory=Event)
    stream: float = 300.0  # seconds after which an event stream ends; the page opens the next one

    @property
    def words(self) -> Wording:
        """The sentences of the product."""
        return self.services.words
