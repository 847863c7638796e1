"""Telegram: updates become turns, replies become messages, each once as far as the platform allows."""

from bot.channels.telegram.channel import TelegramChannel, TelegramPorts

__all__ = ["TelegramChannel", "TelegramPorts"]
