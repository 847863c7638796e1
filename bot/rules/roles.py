"""The parts that clauses play for the running bot, beyond what they decide.

An edition names, under `roles`, its clause (or clauses) for each that it has. What code needs of a clause
that decides is found by its rule (`Pack.deciding`); these are the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from bot.rules.vocabulary import RewardKind


@dataclass(frozen=True, slots=True)
class Role:
    """What the clause tells members or the bot.

    It must bring the `figures`, with their unit, and the sentences `says` among its findings.
    """

    about: str
    figures: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()


ROLES: Mapping[str, Role] = {
    "closing_account": Role("how an account is deleted, and within how many days", {"days": "days"}),
    "changing_details": Role("where members change their details"),
    "no_fee": Role("that membership costs nothing"),
    "misuse": Role("that a membership is suspended or ended for misuse", says=("breaks",)),
    "goods_returned": Role("what becomes of points when goods are returned"),
    "welcome_taken_back": Role("for how many months leaving costs the welcome points", {"months": "months"}),
    "lapse_reminder": Role("how many months before they lapse members hear of it", {"months": "months"}),
    "lapsed_points": Role("that lapsed points are gone"),
    "keeping_receipts": Role("for how many months members keep their receipts", {"months": "months"}),
    **{
        f"using_{kind}": Role(f"how a voucher for {kind} is used, one clause after another")
        for kind in get_args(RewardKind)
    },
    "rewards_on_offer": Role("which rewards there are and how they are redeemed"),
    **{f"no_way_back_{kind}": Role(f"that {kind} cannot be undone") for kind in get_args(RewardKind)},
    **{f"taken_{kind}": Role(f"where a voucher for {kind} is taken") for kind in get_args(RewardKind)},
    **{f"end_of_{kind}": Role(f"when a voucher for {kind} ends") for kind in get_args(RewardKind)},
}
