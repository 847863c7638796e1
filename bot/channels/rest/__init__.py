"""The HTTP of Rasa's own clients: the contract's routes that speak JSON."""

from bot.channels.rest.routes import rasa_message, rest_routes

__all__ = ["rasa_message", "rest_routes"]
