"""The facts of a receipt set: the shop receipt and its proof of electronic payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from bot.rules.dates import day_of
from bot.rules.facts.base import Amount, Facts, Flag, Moment, Points, Text
from bot.rules.vocabulary import Category, Channel, DeductionKind, Form, Payment, Proof, Settlement
from bot.text import fold

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
    """A receipt set as a member hands it in. A field named in `unreadable` is unknown, whatever it says."""

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
    def _unreadable_is_unknown(cls, data: object) -> object:
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
        """What was paid electronically for goods: the total less tips and deductions, 0 at least."""
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


@lru_cache(maxsize=65536)
def number_key(number: str) -> str:
    """A receipt number folded: case, width, blanks and punctuation make no other number of it."""
    return fold(number) or number


@dataclass(frozen=True, slots=True)
class CreditedSet:
    """A set that brought this member points before. `total` helps to tell sets without a number apart."""

    merchant: str
    number_key: str | None
    issued_at: date | datetime
    issued_on: date
    points: int
    total: Decimal | None


class _WrittenSet(Facts):
    """A set of the history as a request writes it."""

    merchant: Text
    number: Text | None = None
    issued_at: Moment
    points: Points
    total: Amount | None = None

    def credited(self) -> CreditedSet:
        key = None if self.number is None else number_key(self.number)
        return CreditedSet(
            self.merchant, key, self.issued_at, day_of(self.issued_at), self.points, self.total
        )


_FIELDS = ("merchant", "number", "issued_at", "points", "total")
# The values of an entry in the order of the fields, by how many of them it has.
_VALUES = {4: itemgetter(*_FIELDS[:4]), 5: itemgetter(*_FIELDS)}
_points = itemgetter("points")


class _SeenBefore(dict[tuple[object, ...], CreditedSet]):
    """Sets checked before, by their written values; begins anew when it has grown large."""

    def __missing__(self, values: tuple[object, ...]) -> CreditedSet:
        credited = _WrittenSet.model_validate(dict(zip(_FIELDS, values, strict=False))).credited()
        if len(self) >= 65536:
            self.clear()
        self[values] = credited
        return credited


_seen_before = _SeenBefore()


def _read_history(
    history: Sequence[Mapping[str, object]], handler: ValidatorFunctionWrapHandler
) -> tuple[CreditedSet, ...]:
    """A member's history comes again with every receipt: sets seen before are not checked again. Anything odd
    takes the ordinary way, to an error that names its place."""
    try:
        values = _VALUES[len(history[0])]
        if set(map(len, history)) == {len(history[0])} and set(map(type, map(_points, history))) == {int}:
            return tuple(map(_seen_before.__getitem__, map(values, history)))
    except (IndexError, KeyError, TypeError, ValidationError):
        pass
    return tuple(written.credited() for written in handler(history))


if TYPE_CHECKING:
    History = tuple[CreditedSet, ...]
else:
    History = Annotated[tuple[_WrittenSet, ...], WrapValidator(_read_history)]
