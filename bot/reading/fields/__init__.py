"""Rows of words into the fields of a reading, each with its evidence and how sure it is."""

from bot.reading.fields.confidence import SURE
from bot.reading.fields.directory import Directory, identified

__all__ = ["SURE", "Directory", "identified"]
