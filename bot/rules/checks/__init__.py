"""The checks that clauses name, grouped by what they are about. Importing this registers them."""

from bot.rules.checks import exclusions, members, payments, receipts, rewards, windows

__all__ = ["exclusions", "members", "payments", "receipts", "rewards", "windows"]
