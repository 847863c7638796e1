"""Members: finding one, how an account stands, and what may be done to it."""

from bot.desk.members import pages

ROUTERS = (pages.router,)
MEMBERS = pages.ENTRY

__all__ = ["MEMBERS", "ROUTERS"]
