"""Facts of `claim`: a member at the counter with a receipt, asking for a reward."""

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from bot.rules.dates import day_of
from bot.rules.facts.base import Day, Facts, Flag, Instant, Moment, Points, wrong
from bot.rules.facts.receipt import Receipt
from bot.rules.weather import Signal, Warning


class Shopper(Facts):
    """The member. `self` is false where somebody else stands at the counter for them."""

    live_plus: Flag | None = None
    in_person: Flag = Field(default=True, alias="self")


class WeatherWarning(Facts):
    """A warning of the weather: when it was announced, and from when until when it is in force."""

    signal: Signal
    announced_at: Instant | None = None
    start: Instant = Field(alias="from")
    until: Instant | None = None

    @field_validator("until")
    @classmethod
    def _ends_after_it_starts(cls, until: datetime | None, info: ValidationInfo) -> datetime | None:
        if until is not None and "start" in info.data and until < info.data["start"]:
            raise wrong("a moment that is not before `from`")
        return until

    def warning(self) -> Warning:
        """The warning as the counter judges it."""
        return Warning(self.signal, self.announced_at, self.start, self.until)


class ClaimReceipt(Receipt):
    """A receipt set brought to the counter."""

    deposit_of_used_transaction: Flag = False

    @cached_property
    def net(self) -> Decimal | None:
        """What was paid electronically: the total less deductions, 0 at least. Tips are part of it."""
        if self.total is None:
            return None
        taken_off = sum((deduction.amount for deduction in self.deductions), Decimal(0))
        return max(Decimal(0), self.total - taken_off)


class Claim(Facts):
    """Does this receipt set bring the reward, claimed at this moment?

    `at` is when the member stands at the counter; a date alone stands for that day's best moment.
    """

    member: Shopper = Shopper()
    receipt: ClaimReceipt = ClaimReceipt()
    at: Moment | None = None
    claimed_on: tuple[Day, ...] = ()
    receipt_used: Flag = False
    deposit_of_used_transaction: Flag = False
    stock: Points | None = None
    weather: tuple[WeatherWarning, ...] = ()
    claimant: Literal["member", "shop_staff", "other"] = "member"

    @field_validator("at")
    @classmethod
    def _after_the_purchase(cls, at: date | datetime | None, info: ValidationInfo) -> date | datetime | None:
        issued_at = info.data["receipt"].issued_at if "receipt" in info.data else None
        if at is None or issued_at is None:
            return at
        if isinstance(at, datetime) and isinstance(issued_at, datetime):
            possible = issued_at <= at
        else:
            possible = day_of(issued_at) <= day_of(at)
        if not possible:
            raise wrong("a moment that is not before the receipt's")
        return at

    @property
    def on(self) -> date | None:
        """The day of the claim."""
        return None if self.at is None else day_of(self.at)

    @property
    def by(self) -> Literal["member", "shop_staff", "other"]:
        """Who stands at the counter."""
        return "other" if self.claimant == "member" and not self.member.in_person else self.claimant

    @property
    def deposit(self) -> bool:
        """Whether the receipt is for a deposit."""
        return "deposit" in (self.receipt.category, self.receipt.settlement)
