"""What happened, counted and searched: statistics, the audit trail, decisions decided again."""

from bot.ledger.reports.audit_log import AuditQuery, audit_actions, export_audit, search_audit
from bot.ledger.reports.replay import AffectedDecision, replay_decisions
from bot.ledger.reports.statistics import (
    AnswerTimes,
    ConversationDay,
    RewardRedemptions,
    SatisfactionSummary,
    Spread,
    UnansweredQuestion,
    answer_times,
    conversations,
    receipts_by_state,
    redemptions,
    refusals,
    satisfaction,
    without_answer,
)

__all__ = [
    "AffectedDecision",
    "AnswerTimes",
    "AuditQuery",
    "ConversationDay",
    "RewardRedemptions",
    "SatisfactionSummary",
    "Spread",
    "UnansweredQuestion",
    "answer_times",
    "audit_actions",
    "conversations",
    "export_audit",
    "receipts_by_state",
    "redemptions",
    "refusals",
    "replay_decisions",
    "satisfaction",
    "search_audit",
    "without_answer",
]
