"""What can be had here: an intent is offered where the home programme decides what it rests on."""

from collections.abc import Mapping

from bot.dialogue.flows import close_account
from bot.programmes import Needs, Programme

_POINTS = Needs("the balance", kinds=("balance",))
_TIERS = Needs("the tier", kinds=("tier",))
_RECEIPTS = Needs("receipts", kinds=("earn",))
_REWARDS = Needs("rewards", kinds=("redeem",))

# By intent; those that are not named need nothing of a programme.
_NEEDS: Mapping[str, Needs] = {
    "check_balance": _POINTS,
    "check_expiry": _POINTS,
    "check_tier": _TIERS,
    "upload_receipt": _RECEIPTS,
    "check_receipt": _RECEIPTS,
    "object": _RECEIPTS,
    "another_photo": _RECEIPTS,
    "no_photo": _RECEIPTS,
    "browse_rewards": _REWARDS,
    "redeem_parking": _REWARDS,
    "redeem_evoucher": _REWARDS,
    "redeem": _REWARDS,
    "check_vouchers": _REWARDS,
    "show_voucher": _REWARDS,
    "delete_account": close_account.NEEDS,
}


def offered(home: Programme, intent: str) -> bool:
    """Whether the home programme has what an intent asks for."""
    needs = _NEEDS.get(intent)
    return needs is None or needs.apply_to(home)
