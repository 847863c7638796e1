"""A Bot API server for the tests: the unmodified python-telegram-bot client talks to it over HTTP."""

from tests.support.telegram_emulator.chat import EmulatedChat
from tests.support.telegram_emulator.server import BotApi, Fault

__all__ = ["BotApi", "EmulatedChat", "Fault"]
