"""A Chatwoot as the desk: cases are mirrored there, and what its agents do comes back."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter

from bot.channels.chatwoot.agents import Agents
from bot.channels.chatwoot.client import ChatwootClient
from bot.channels.chatwoot.mirror import Mirror
from bot.channels.chatwoot.routes import chatwoot_routes
from bot.clock import Clock, system_clock
from bot.dialogue.handover import Handover
from bot.ledger.store import Database

__all__ = ["ChatwootClient", "ChatwootDesk"]


@dataclass(frozen=True, slots=True)
class ChatwootDesk:
    """Both directions: `mirror.sweep` is to be called again and again, `routes` take what Chatwoot tells."""

    mirror: Mirror
    routes: APIRouter

    @classmethod
    def of(
        cls,
        client: ChatwootClient,
        secret: str,
        *,
        database: Database,
        handover: Handover,
        load_photo: Callable[[str], bytes],
        clock: Clock,
        real_clock: Clock = system_clock,
    ) -> "ChatwootDesk":
        """With the secret that signs its deliveries. `clock` is the product's time, which a demo may set."""
        return cls(
            Mirror(database, client, load_photo, clock),
            chatwoot_routes(Agents(database, handover, client), secret, real_clock),
        )
