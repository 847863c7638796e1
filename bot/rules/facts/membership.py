"""Facts of the kinds about a member and points: earn, redeem, balance, tier, join, birthday."""

from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from bot.rules.facts.base import Day, Facts, Flag, Moment, Points, Text, wrong
from bot.rules.facts.receipt import CreditedSet, History, Receipt, number_key
from bot.rules.vocabulary import EntryKind, Level, ParkingOffer, RewardKind, Status, Tier, Via

PARKING = ("parking", "elite_parking")
"""The rewards that are hours of parking."""

Whole = Annotated[int, Field(strict=True, ge=-(10**9), le=10**9)]
Hours = Annotated[int, Field(strict=True, ge=1, le=10**9)]


class Member(Facts):
    """A member as the programme knows them."""

    joined: Day | None = None
    tier: Tier = "select"
    status: Status = "active"
    tenant_staff: Flag = False
    birthday: Day | None = None


class Earn(Facts):
    """Would this receipt set bring points, and how many?"""

    member: Member = Member()
    receipt: Receipt = Receipt()
    history: History = ()
    submitted_at: Moment | None = None
    via: Via = "upload"
    bonus_points: Points = 0
    first_set_of_birthday_month: Flag = False

    @cached_property
    def related(self) -> tuple[CreditedSet, ...]:
        """The sets of the history that can matter: of the same day, or with the same number."""
        on, number = self.receipt.issued_on, self.receipt.number
        key = None if number is None else number_key(number)
        return tuple(
            [
                entry
                for entry in self.history
                if entry.issued_on == on or (key is not None and entry.number_key == key)
            ]
        )


class Reward(Facts):
    """The reward asked for. `points` is its price, `stock` how many are left (None: unlimited)."""

    kind: RewardKind | None = None
    offer: Text | None = None
    hours: Hours | None = None
    points: Points | None = None
    stock: Points | None = None

    @field_validator("points")
    @classmethod
    def _elite_parking_is_free(cls, points: int | None, info: ValidationInfo) -> int | None:
        if points and info.data.get("kind") == "elite_parking":
            raise wrong("no points: elite parking costs none")
        return points


class Redemption(Facts):
    """Something redeemed earlier on the same day; parking tells its hours."""

    kind: RewardKind
    offer: Text | None = None
    hours: Hours | None = Field(default=None, validate_default=True)

    @field_validator("hours")
    @classmethod
    def _parking_has_hours(cls, hours: int | None, info: ValidationInfo) -> int | None:
        if hours is None and info.data.get("kind") in PARKING:
            raise wrong("the hours of the parking redeemed")
        return hours


class Redeem(Facts):
    """May this reward be redeemed now?"""

    member: Member = Member()
    balance: Points | None = None
    reward: Reward = Reward()
    today: tuple[Redemption, ...] = ()
    with_offers: tuple[ParkingOffer, ...] = ()
    level: Level = "P1"


class PointsMovement(Facts):
    """A movement on a member's account. Points spent are negative; `on` is the day of the movement."""

    kind: EntryKind
    points: Whole
    on: Day
    spent_on: Day | None = None

    @field_validator("spent_on")
    @classmethod
    def _spent_before_it_counts(cls, spent_on: date | None, info: ValidationInfo) -> date | None:
        if spent_on is not None and "on" in info.data and spent_on > info.data["on"]:
            raise wrong("a day not after `on`")
        return spent_on

    @field_validator("points")
    @classmethod
    def _signed_by_kind(cls, points: int, info: ValidationInfo) -> int:
        kind = info.data.get("kind")
        if kind == "redeem" and points > 0:
            raise wrong("a whole number of 0 or less: points redeemed leave the account")
        if kind not in ("redeem", "adjust") and points < 0:
            raise wrong("a whole number of 0 or more: these points come in")
        return points


class Lot(Facts):
    """Points with the same last day."""

    expires_on: Day
    points: Points


class Balance(Facts):
    """What is on the account? `opening` is what earlier entries left; `entries` are then those since."""

    entries: tuple[PointsMovement, ...] | None = None
    opening: tuple[Lot, ...] = ()


class Credit(Facts):
    """Points credited on a day."""

    on: Day
    points: Points


class TierFacts(Facts):
    """Which tier is the member in?"""

    member: Member = Member()
    credits: tuple[Credit, ...] | None = None


class Applicant(Facts):
    """Someone who wants to join."""

    age: Annotated[int, Field(strict=True, ge=0, le=150)] | None = None
    tenant_staff: Flag = False
    id_holder_is_member: Flag = False
    phone_registered: Flag = False
    email_registered: Flag = False
    name_matches_id: Flag = True
    last_cancelled_on: Day | None = None


class Join(Facts):
    """May this person join, and with how many welcome points?"""

    applicant: Applicant = Applicant()


class Birthday(Facts):
    """Which birthday points does the member get this year?"""

    member: Member = Member()
    granted_this_year: Flag = False
