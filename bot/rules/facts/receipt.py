"""The facts of a receipt set: the shop receipt and its proof of electronic payment."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from bot.rules.dates import day_of
from bot.rules.facts.base import Amount, Facts, Flag, Moment, Points, Text
from bot.rules.names import fold
from bot.rules.vocabulary import Category, Channel, DeductionKind, Form, Payment, Proof, Settlement

_ReceiptField = Literal[
    "merchant",
    "address",
    "number",
    "issued_at",
    "date",
    "time",
    "total",
    "tips",
    "deductions",
    "payment",
    "payment_proof",
    "category",
    "channel",
    "form",
    "payer",
    "name_on_receipt",
    "settlement",
    "settlement_part",
    "split",
    "refunded",
    "details",
]


class Deduction(Facts):
    """What was taken off the total, and how: only the rest was paid electronically."""

    kind: DeductionKind
    amount: Amount


class Receipt(Facts):
    """A receipt set as claimed by a member. A field named in `unreadable` is unknown, whatever stands in it."""

    merchant: Text | None = None
    address: Text | None = None
    number: Text | None = None
    issued_at: Moment | None = None
    total: Amount | None = None
    tips: Amount = Decimal(0)
    deductions: tuple[Deduction, ...] = ()
    payment: Payment | None = None
    payment_proof: Proof = "slip"
    category: Category = "retail"
    channel: Channel = "in_store"
    form: Form = "original"
    payer: Literal["member", "other"] = "member"
    name_on_receipt: Literal["member", "other"] | None = None
    settlement: Settlement = "full"
    settlement_part: Annotated[int, Field(strict=True, ge=1)] = 1
    split: Flag = False
    refunded: Flag = False
    unreadable: tuple[_ReceiptField, ...] = ()
    slip_matches: Flag = True
    fully_paid_deposit: Flag = False

    @model_validator(mode="before")
    @classmethod
    def _unreadable_is_unknown(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or not isinstance(names := data.get("unreadable"), list | tuple):
            return data
        hidden = {"issued_at" if name == "date" else name for name in names if isinstance(name, str)}
        return {field: value for field, value in data.items() if field not in hidden}

    @cached_property
    def issued_on(self) -> date | None:
        """The day of the transaction."""
        return None if self.issued_at is None else day_of(self.issued_at)

    @cached_property
    def net(self) -> Decimal | None:
        """What was paid electronically for goods and services: the total less tips and deductions, 0 at least."""
        if self.total is None:
            return None
        if not self.tips and not self.deductions:
            return self.total
        taken_off = sum((deduction.amount for deduction in self.deductions), self.tips)
        return max(Decimal(0), self.total - taken_off)

    @property
    def paid_in_parts(self) -> bool:
        """Whether this is a deposit or an instalment."""
        return self.settlement != "full" or self.category == "deposit"


class CreditedSet(Facts):
    """A set that brought this member points before. `total` helps to tell sets without a number apart."""

    merchant: Text
    number: Text | None = None
    issued_at: Moment
    points: Points
    total: Amount | None = None

    @cached_property
    def issued_on(self) -> date:
        """The day of the transaction."""
        return day_of(self.issued_at)

    @cached_property
    def number_key(self) -> str | None:
        """The number folded, to compare by."""
        return None if self.number is None else number_key(self.number)


@lru_cache(maxsize=65536)
def number_key(number: str) -> str:
    """A receipt number folded: case, width, blanks and punctuation make no other number of it."""
    return fold(number) or number


@lru_cache(maxsize=262144, typed=True)
def _credited(merchant: Any, number: Any, issued_at: Any, points: Any, total: Any) -> CreditedSet:
    return CreditedSet(merchant=merchant, number=number, issued_at=issued_at, points=points, total=total)


_ENTRY_FIELDS = frozenset(CreditedSet.model_fields)


def _known(entry: Mapping[str, Any]) -> bool:
    if not entry.keys() <= _ENTRY_FIELDS:
        raise KeyError
    return True


def _from_history(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    """Entries seen before are not checked again; anything odd takes the ordinary way to a precise error."""
    if isinstance(value, list):
        try:
            return tuple(
                [
                    _credited(
                        entry["merchant"],
                        entry.get("number"),
                        entry["issued_at"],
                        entry["points"],
                        entry.get("total"),
                    )
                    for entry in value
                    if _known(entry)
                ]
            )
        except Exception:
            return handler(value)
    return handler(value)


History = Annotated[tuple[CreditedSet, ...], WrapValidator(_from_history)]


def moments_equal(one: date | datetime, other: date | datetime) -> bool | None:
    """Whether two moments are the same; None where one lacks the time and the day alone agrees."""
    if isinstance(one, datetime) == isinstance(other, datetime):
        return one == other
    return None if day_of(one) == day_of(other) else False
