"""What the states of a receipt are called wherever the desk shows one."""

from collections.abc import Mapping

from bot.ledger.models import ReceiptState
from bot.wording import Message, _

RECEIPT_STATES: Mapping[ReceiptState, Message] = {
    "received": _("received"),
    "read": _("read"),
    "awaiting_confirmation": _("with the member, to be confirmed"),
    "awaiting_review": _("to be checked"),
    "awaiting_photo": _("waiting for another photo"),
    "approved": _("approved"),
    "credited": _("credited"),
    "rejected": _("rejected"),
    "withdrawn": _("withdrawn"),
}
