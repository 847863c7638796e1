"""All tables of the ledger, one file per subject."""

from bot.ledger.models.audit import Audit, DeletionRequest
from bot.ledger.models.base import Base
from bot.ledger.models.broadcast import Broadcast, BroadcastState
from bot.ledger.models.canned import CannedReply
from bot.ledger.models.case import Case, CaseNote, CaseReason, CaseStatus, Satisfaction
from bot.ledger.models.chatwoot import ChatwootLink
from bot.ledger.models.conversation import ChatMessage, Conversation, Delivery, Direction, Owner
from bot.ledger.models.decision import DecisionRecord
from bot.ledger.models.desk_hours import DeskDay, DeskHours
from bot.ledger.models.documents import (
    ButtonJson,
    EngineRequest,
    NoticeButton,
    PhotoOfSet,
    RequestJson,
    SentPhoto,
    SetReading,
    UnderstandingJson,
)
from bot.ledger.models.linking import LinkAttempt, Sms, SmsState
from bot.ledger.models.member import Member, MemberStatus, Tier
from bot.ledger.models.notice import Notice, NoticeState
from bot.ledger.models.points import Entry, EntryKind, Lot
from bot.ledger.models.receipt import (
    JobState,
    PhotoJob,
    PhotoKind,
    Receipt,
    ReceiptPhoto,
    ReceiptState,
    ReceiptStep,
    Via,
)
from bot.ledger.models.review import Correction, ReceiptClaim, ReceiptRemark
from bot.ledger.models.reward import Reward, RewardKind, Voucher, VoucherState
from bot.ledger.models.shop import Shop, WrongCodes
from bot.ledger.models.staff import Role, SignInBrake, Staff, StaffSession
from bot.ledger.models.timing import Debt, DebtReason, TimerRun
from bot.ledger.models.weather import WeatherSignal, WeatherWarning

__all__ = [
    "Audit",
    "Base",
    "Broadcast",
    "BroadcastState",
    "ButtonJson",
    "CannedReply",
    "Case",
    "CaseNote",
    "CaseReason",
    "CaseStatus",
    "ChatMessage",
    "ChatwootLink",
    "Conversation",
    "Correction",
    "Debt",
    "DebtReason",
    "DecisionRecord",
    "DeletionRequest",
    "Delivery",
    "DeskDay",
    "DeskHours",
    "Direction",
    "EngineRequest",
    "Entry",
    "EntryKind",
    "JobState",
    "LinkAttempt",
    "Lot",
    "Member",
    "MemberStatus",
    "Notice",
    "NoticeButton",
    "NoticeState",
    "Owner",
    "PhotoJob",
    "PhotoKind",
    "PhotoOfSet",
    "Receipt",
    "ReceiptClaim",
    "ReceiptPhoto",
    "ReceiptRemark",
    "ReceiptState",
    "ReceiptStep",
    "RequestJson",
    "Reward",
    "RewardKind",
    "Role",
    "Satisfaction",
    "SentPhoto",
    "SetReading",
    "Shop",
    "SignInBrake",
    "Sms",
    "SmsState",
    "Staff",
    "StaffSession",
    "Tier",
    "TimerRun",
    "UnderstandingJson",
    "Via",
    "Voucher",
    "VoucherState",
    "WeatherSignal",
    "WeatherWarning",
    "WrongCodes",
]
