"""Receipts under review: the queue, the page of a set, and what a reviewer decides."""

from bot.desk.receipts import acts, page, queue

ROUTERS = (queue.router, page.router, acts.router)
RECEIPTS = queue.ENTRY

__all__ = ["RECEIPTS", "ROUTERS"]
