"""A Chatwoot as the desk: cases are mirrored there, and what its agents do comes back."""

from bot.channels.chatwoot.agents import Agents
from bot.channels.chatwoot.client import ChatwootClient
from bot.channels.chatwoot.mirror import Mirror
from bot.channels.chatwoot.routes import chatwoot_routes

__all__ = ["Agents", "ChatwootClient", "Mirror", "chatwoot_routes"]
