"""What every other part of the ledger stands on: transactions, the audit trail, decisions kept, timers."""

from bot.ledger.store.act import Act, RuledAct
from bot.ledger.store.audit import AuditNote, record_audits
from bot.ledger.store.batch import Batch
from bot.ledger.store.database import Database, take_turns, write
from bot.ledger.store.decisions import decision_request, keep_decision, record_decision, replay_decision
from bot.ledger.store.edits import Edit, StaleError, edits_in, introduce, revise, value_of
from bot.ledger.store.period import Instants, Period, hong_kong_day
from bot.ledger.store.prepared import Prepared
from bot.ledger.store.timers import (
    DAY_TIMER,
    TimerDue,
    TimerPast,
    begin_timers,
    claim_due,
    days_to_run,
    fail_due,
    failures_to_retry,
    forget_done,
    is_claimed,
    open_failures,
    timer_past,
    timers_began_on,
    untouched,
)

__all__ = [
    "DAY_TIMER",
    "Act",
    "AuditNote",
    "Batch",
    "Database",
    "Edit",
    "Instants",
    "Period",
    "Prepared",
    "RuledAct",
    "StaleError",
    "TimerDue",
    "TimerPast",
    "begin_timers",
    "claim_due",
    "days_to_run",
    "decision_request",
    "edits_in",
    "fail_due",
    "failures_to_retry",
    "forget_done",
    "hong_kong_day",
    "introduce",
    "is_claimed",
    "keep_decision",
    "open_failures",
    "record_audits",
    "record_decision",
    "replay_decision",
    "revise",
    "take_turns",
    "timer_past",
    "timers_began_on",
    "untouched",
    "value_of",
    "write",
]
