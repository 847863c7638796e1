"""The rules engine: packs of rule books, and decisions under them. Pure: no clock, no database, no language.

engine = Engine.load(folder)     # of packs; bot.programmes loads those of whole programmes
decision = engine.decide({"programme": "festival-walk", "kind": "earn", "now": ..., "facts": {...}})
engine.pack("festival-walk").role("misuse")                # the clause that plays a part for the bot
engine.pack("festival-walk").listed("payments")            # accepted payment codes
engine.clauses("festival-walk")                            # what each clause says, in English sources
"""

from bot.rules.answers import (
    AwardedCoupon,
    AwardFigures,
    BalanceFigures,
    BirthdayFigures,
    ClaimFigures,
    CounterReward,
    EarnFigures,
    EnrolFigures,
    Figures,
    JoinFigures,
    LotOfPoints,
    RedeemFigures,
    SpendFigures,
    TierFigures,
)
from bot.rules.decision import Decision, Finding, Outcome, RequestError
from bot.rules.engine import Engine
from bot.rules.figures import MonthDay, Quantity
from bot.rules.loading import PackError, load_pack
from bot.rules.pack import Clause, Pack

__all__ = [
    "AwardFigures",
    "AwardedCoupon",
    "BalanceFigures",
    "BirthdayFigures",
    "ClaimFigures",
    "Clause",
    "CounterReward",
    "Decision",
    "EarnFigures",
    "Engine",
    "EnrolFigures",
    "Figures",
    "Finding",
    "JoinFigures",
    "LotOfPoints",
    "MonthDay",
    "Outcome",
    "Pack",
    "PackError",
    "Quantity",
    "RedeemFigures",
    "RequestError",
    "SpendFigures",
    "TierFigures",
    "load_pack",
]
