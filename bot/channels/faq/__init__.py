"""The page of questions: every clause to read and to search."""

from bot.channels.faq.page import FaqPorts, faq_routes

__all__ = ["FaqPorts", "faq_routes"]
