"""Reports: how conversations, receipts and rewards of a period went, and the audit log."""

from bot.desk.reports import audit_log, statistics

ROUTERS = (statistics.router, audit_log.router)
REPORTS, AUDIT_LOG = statistics.ENTRY, audit_log.ENTRY

__all__ = ["AUDIT_LOG", "REPORTS", "ROUTERS"]
