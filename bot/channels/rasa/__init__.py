"""The action server of a Rasa server. Needs the extra `rasa`: import this only where it is started."""

from bot.channels.rasa.actions import FALLBACK, ActionPorts, action_server, actions

__all__ = ["FALLBACK", "ActionPorts", "action_server", "actions"]
