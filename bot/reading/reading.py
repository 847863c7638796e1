"""What the reading room answers for a photo: facts of one paper, each with a confidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Literal

Document = Literal["shop_receipt", "payment_slip", "unknown"]
Transaction = Literal[
    "sale", "refund", "void", "declined", "pending", "training", "quotation", "deposit", "instalment"
]
Holder = Literal["member", "other", "unsure"]


@dataclass(frozen=True, slots=True)
class Deduction:
    kind: str  # voucher, gift_card, discount, points, cash
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the words read, their box in the upright picture (pixels), the reason."""

    words: str
    box: tuple[int, int, int, int] | None  # left, top, right, bottom
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it was read: how surely (0-1), and its box in the upright picture (pixels)."""

    text: str
    score: float
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of one photo in the shape of the contract's `memberbot read`. A field not found is None."""

    document: Document
    transaction: Transaction | None = None  # None where the paper does not tell
    merchant: str | None = None
    address: str | None = None
    number: str | None = None
    issued_on: date | None = None
    issued_time: time | None = None
    total: Decimal | None = None
    currency: str | None = None
    payment: str | None = None
    deductions: tuple[Deduction, ...] = ()
    tips: Decimal | None = None
    form: str = "original"
    category: str | None = (
        None  # what was bought, where the lines or the shop's name tell: a code of the rules
    )
    channel: str | None = None  # how it was bought, where the paper tells: a code of the rules
    name: str | None = None  # a customer's or cardholder's, as printed; dropped once it was compared
    holder: Holder | None = None  # whose that name is; None where none is printed
    settlement_part: int = 1  # of a purchase paid in parts
    split: bool = False  # the bill was divided between several payers
    unreadable: tuple[str, ...] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)  # 0-1 by field; 0.9 or more means sure
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    signals: tuple[str, ...] = ()  # what staff should look at; codes, never a rejection by themselves
    lines: tuple[Line, ...] = ()  # as read, for staff
    beside: tuple["Reading", ...] = ()  # other papers in the same photo (a receipt's own slip)
    local_total: Decimal | None = None  # of a wallet that charged another currency: the sum of the shop
    card_digits: str | None = None  # the last four digits of the card, where printed
    fingerprint: str | None = None  # of the whole photo; finds the same file sent again
    turned: int = 0  # degrees clockwise by which the photo was turned; boxes are in the turned picture


class PictureError(Exception):
    """A file that cannot be read as a photo. `code` names why; the dialogue has a sentence for each."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        # empty, too_large, too_many_pixels, too_small, too_narrow, not_a_picture, broken, pdf, animated,
        # no_text, timed_out
        self.code = code
