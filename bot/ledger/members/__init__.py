"""Who the members are: linking, account and personal data, adjustments by staff, notices and news."""

from bot.ledger.members.account_page import Account, account_of, search
from bot.ledger.members.adjustments import (
    Adjustment,
    AdjustmentError,
    Taken,
    adjust,
    keep_account,
    refund,
    reinstate,
    settle_debt,
    suspend,
    void_voucher,
)
from bot.ledger.members.broadcasts import (
    BroadcastStateError,
    agree_to_news,
    audience_of,
    broadcasts_of,
    lock_broadcast,
    move_broadcast,
    next_recipients,
    write_broadcast,
)
from bot.ledger.members.endings import EndedMembership, end_membership, lock_with_conversations
from bot.ledger.members.linking import CODE_VALID, confirm_link, find, request_deletion, start_link, unlink
from bot.ledger.members.member_card import card_of
from bot.ledger.members.notices import (
    NewNotice,
    add_notice,
    drop_stale_notices,
    members_with_notices,
    post_notices,
)
from bot.ledger.members.personal_data import erase_member, export_member
from bot.ledger.members.sms import SmsSender, SmsText, mark_sms_failed, mark_sms_sent, pending_sms, recent_sms

__all__ = [
    "CODE_VALID",
    "Account",
    "Adjustment",
    "AdjustmentError",
    "BroadcastStateError",
    "EndedMembership",
    "NewNotice",
    "SmsSender",
    "SmsText",
    "Taken",
    "account_of",
    "add_notice",
    "adjust",
    "agree_to_news",
    "audience_of",
    "broadcasts_of",
    "card_of",
    "confirm_link",
    "drop_stale_notices",
    "end_membership",
    "erase_member",
    "export_member",
    "find",
    "keep_account",
    "lock_broadcast",
    "lock_with_conversations",
    "mark_sms_failed",
    "mark_sms_sent",
    "members_with_notices",
    "move_broadcast",
    "next_recipients",
    "pending_sms",
    "post_notices",
    "recent_sms",
    "refund",
    "reinstate",
    "request_deletion",
    "search",
    "settle_debt",
    "start_link",
    "suspend",
    "unlink",
    "void_voucher",
    "write_broadcast",
]
