"""The web chat: its page, its session, and the stream of messages that it listens to."""

from bot.channels.web.chat import STATIC, web_routes

__all__ = ["STATIC", "web_routes"]
