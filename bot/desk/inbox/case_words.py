"""What the codes of cases, receipts and vouchers are called at the desk."""

from collections.abc import Mapping

from bot.desk.frame import RECEIPT_STATES
from bot.ledger import talks
from bot.ledger.models import CaseReason, CaseStatus, ReceiptState
from bot.ledger.talks import QueueName
from bot.wording import Message, _

QUEUE_NAMES: Mapping[QueueName, Message] = {
    "waiting": _("Waiting"),
    "mine": _("Mine"),
    "all": _("All open"),
    "receipts": _("Receipts"),
    "snoozed": _("Put off"),
}

QUEUE_ICONS: Mapping[QueueName, str] = {
    "waiting": "clock",
    "mine": "person",
    "all": "inbox",
    "receipts": "receipt",
    "snoozed": "snooze",
}

NOTHING_THERE: Mapping[QueueName, tuple[Message, Message]] = {
    "waiting": (_("Nobody waits"), _("Whoever asks for a person shows up here within a second.")),
    "mine": (_("You hold no conversation"), _("Take one that waits: press g and then w.")),
    "all": (_("No open cases"), _("The bot answers everybody by itself right now.")),
    "receipts": (_("No cases about receipts"), _("Receipts that need a second look show up here.")),
    "snoozed": (_("Nothing is put off"), _("What you put off comes back by itself at its time.")),
}

REASONS: Mapping[CaseReason, tuple[Message, str]] = {
    "asked": (_("Asked for a person"), "info"),
    "angry": (_("Upset"), "bad"),
    "unanswered": (_("The bot had no answer"), "warn"),
    "receipt": (_("Receipt to check"), "plain"),
    "staff": (_("Begun by staff"), "plain"),
}

STATUSES: Mapping[CaseStatus, tuple[Message, str]] = {
    "open": (_("Open"), "info"),
    "pending": (_("Member's turn"), "plain"),
    "snoozed": (_("Put off"), "plain"),
    "resolved": (_("Resolved"), "good"),
}

PRIORITIES: Mapping[int, Message] = {
    talks.URGENT_PRIORITY: _("Urgent"),
    talks.USUAL_PRIORITY: _("Usual"),
    talks.LOW_PRIORITY: _("Low"),
}

CHANNELS: Mapping[str, Message | str] = {
    "web": _("Web chat"),
    "telegram": "Telegram",
    "rest": "HTTP",
    "terminal": _("Terminal"),
    "chatwoot": "Chatwoot",
}

FOUND_BY: Mapping[str, Message] = {
    "case": _("Case number"),
    "number": _("Membership number"),
    "name": _("Name"),
    "voucher": _("Voucher"),
    "receipt": _("Receipt number"),
}

# What is told between the messages; `{who}` did it, `{to}` is the person it is about.
ACTS: Mapping[str, Message] = {
    "case.taken": _("{who} took the conversation"),
    "case.assigned": _("{who} gave the conversation to {to}"),
    "case.released": _("{who} put the conversation back into the queue"),
    "case.pending": _("{who} waits for the member"),
    "case.snoozed": _("{who} put the case off until {until}"),
    "case.woken": _("The case is back"),
    "case.resolved": _("{who} resolved the case"),
    "case.reopened": _("{who} reopened the case"),
}
THE_TIMER, THE_MEMBER = _("The clock"), _("The member")

_LOOKS: Mapping[ReceiptState, str] = {
    "awaiting_review": "warn",
    "awaiting_photo": "warn",
    "approved": "good",
    "credited": "good",
    "rejected": "bad",
}
RECEIPT_LABELS = {state: (name, _LOOKS.get(state, "plain")) for state, name in RECEIPT_STATES.items()}

VOUCHER_STATES: Mapping[str, tuple[Message, str]] = {
    "valid": (_("Can be used"), "good"),
    "used": (_("Used"), "plain"),
    "lapsed": (_("Lapsed"), "plain"),
    "void": (_("Taken back"), "bad"),
}

OUTCOMES: Mapping[str, tuple[Message, str]] = {
    "approved": (_("Approved"), "good"),
    "rejected": (_("Rejected"), "bad"),
    "review": (_("For a person"), "warn"),
    "incomplete": (_("Facts missing"), "plain"),
}

DECISION_KINDS: Mapping[str, Message] = {
    "earn": _("Points for a receipt"),
    "redeem": _("Reward for points"),
    "join": _("Welcome points"),
    "birthday": _("Birthday reward"),
    "tier": _("Membership tier"),
    "balance": _("Points balance"),
    "claim": _("Shopping reward"),
}

KINDS_OF_ACT: dict[str, Message] = {
    "greeting": _("Greeting"),
    "thanks": _("Thanks"),
    "language": _("Language"),
    "request": _("Request"),
}

COURTESIES: Mapping[str, Message] = {
    "greet": _("Greeting"),
    "thank": _("Thanks"),
    "goodbye": _("Goodbye"),
    "affirm": _("Yes"),
    "deny": _("No"),
    "stop": _("Stop"),
    "out_of_scope": _("Something else"),
}
