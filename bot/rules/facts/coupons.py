"""Facts of a coupon campaign: `enrol` for an entry coupon, `award` of a coupon for a payment, `spend` it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema, field_validator, model_validator

from bot.rules.dates import day_of
from bot.rules.facts.base import Amount, Facts, Flag, Moment, Points, Text, wrong
from bot.rules.vocabulary import Payment

_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,9}")


def parse_version(value: object) -> str:
    """A version as dotted numbers (`10.3.10`)."""
    if isinstance(value, str) and _VERSION.fullmatch(value):
        return value
    raise wrong("dotted numbers, as in 10.3.10")


Version = Annotated[
    str,
    PlainValidator(parse_version),
    WithJsonSchema({"type": "string", "pattern": f"^{_VERSION.pattern}$"}),
]


class User(Facts):
    """Who wants to take part, as their account and app tell."""

    mainland_id: Flag | None = None
    mainland_phone: Flag | None = None
    app_version: Version | None = None
    personal: Flag = True
    in_hong_kong: Flag = True


class EarlierEntry(Facts):
    """An entry made earlier in the month, and in what it is the same as this one."""

    same: Literal["id", "account", "phone", "device"]


class Enrol(Facts):
    """May this user claim an entry coupon for this tier (the face of its coupon)?"""

    user: User = User()
    tier: Amount | None = None
    at: Moment | None = None
    same_month: tuple[EarlierEntry, ...] = ()
    daily_quota_left: Points | None = None


class EntryCoupon(Facts):
    """An entry coupon: for which tier and when it was claimed."""

    tier: Amount | None = None
    claimed_at: Moment | None = None


class CouponPayment(Facts):
    """A payment; `amount` is what the bill shows as paid, before any coupon. Without a `mall` it was made in
    one of the campaign's."""

    amount: Amount | None = None
    at: Moment | None = None
    method: Payment = "alipay"
    participating: Flag = True
    mall: Text | None = None
    transactions: Annotated[int, Field(strict=True, ge=1, le=10**6)] = 1


class Award(Facts):
    """Does this payment bring a coupon? `entry` is None where no entry coupon was claimed."""

    entry: EntryCoupon | None = EntryCoupon()
    payment: CouponPayment = CouponPayment()

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: object) -> object:
        """For `entry` null says something: there was none."""
        if isinstance(data, Mapping):
            return {name: value for name, value in data.items() if value is not None or name == "entry"}
        return data


class Coupon(Facts):
    """A coupon: what it is worth and when it was issued."""

    face: Amount | None = None
    issued_at: Moment | None = None


class Spend(Facts):
    """Can this coupon be used for this payment?"""

    coupon: Coupon = Coupon()
    payment: CouponPayment = CouponPayment()
    with_other_coupons: Flag = False
    payer_is_holder: Flag = True

    @field_validator("payment")
    @classmethod
    def _not_before_it_was_issued(cls, payment: CouponPayment, info: ValidationInfo) -> CouponPayment:
        issued_at = info.data["coupon"].issued_at if "coupon" in info.data else None
        if issued_at is not None and payment.at is not None and is_before(payment.at, issued_at):
            raise wrong("a moment that is not before the coupon was issued", "at")
        return payment


def is_before(one: date | datetime, other: date | datetime) -> bool:
    """Whether one moment is before another; by their days where one of them has no time."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one) < day_of(other)


def is_after(one: date | datetime, other: date | datetime) -> bool:
    """Whether one moment is after another. On the same day, and without times, it is taken to be."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return day_of(one) >= day_of(other)
