"""Members' points: entries, lots and balance, tiers, birthdays, lapses, debts."""

from bot.ledger.points.birthdays import (
    LATE,
    birthday_double_day,
    born_in,
    born_last_month_with_receipt,
    double_clause,
    grant_birthday,
    grant_birthday_double,
)
from bot.ledger.points.debts import Owed, open_debts, owe, settle_debt
from bot.ledger.points.entries import (
    GIVEN_BACK,
    Posting,
    PostingRefusedError,
    account,
    balance,
    credits,
    enter,
    entries_of,
    lock_member,
    post,
    spendable,
    tier,
)
from bot.ledger.points.lapses import (
    held_in_lot,
    holders_of_lot,
    lapse_points,
    lapse_voucher,
    vouchers_ending,
    vouchers_past,
)
from bot.ledger.points.tiers import TierStep, follow_tier

__all__ = [
    "GIVEN_BACK",
    "LATE",
    "Owed",
    "Posting",
    "PostingRefusedError",
    "TierStep",
    "account",
    "balance",
    "birthday_double_day",
    "born_in",
    "born_last_month_with_receipt",
    "credits",
    "double_clause",
    "enter",
    "entries_of",
    "follow_tier",
    "grant_birthday",
    "grant_birthday_double",
    "held_in_lot",
    "holders_of_lot",
    "lapse_points",
    "lapse_voucher",
    "lock_member",
    "open_debts",
    "owe",
    "post",
    "settle_debt",
    "spendable",
    "tier",
    "vouchers_ending",
    "vouchers_past",
]
