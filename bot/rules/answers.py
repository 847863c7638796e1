"""The figures of an answer, a class for each kind of question.

On anything but an approval they are None, except what the class gives another default. `named` gives them by
the names of the public interface.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from bot.rules.figures import Value
from bot.rules.vocabulary import Tier

NamedFigure = Value | Mapping[str, "NamedFigure"] | Sequence["NamedFigure"]
"""A figure of the public interface, typed: one by itself, or several together by their names."""


@dataclass(frozen=True, slots=True)
class Part:
    """Figures that belong together."""

    def named(self) -> dict[str, NamedFigure]:
        """By name, values typed; what is made of several figures as a mapping."""
        return {field.name: _named(getattr(self, field.name)) for field in fields(self)}


def _named(value: NamedFigure | Part) -> NamedFigure:
    if isinstance(value, Part):
        return value.named()
    return tuple(_named(member) for member in value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Figures(Part):
    """What every kind's figures have in common."""


@dataclass(frozen=True, slots=True)
class BirthdayDouble(Part):
    """Points that come on top in the month (`YYYY-MM`) after the birthday month."""

    points: int
    credited_in: str


@dataclass(frozen=True, slots=True)
class EarnFigures(Figures):
    """The points of a receipt set, the last day for crediting them, their last day, and a birthday's more."""

    points: int = 0
    credit_by: date | None = None
    expires_on: date | None = None
    birthday: BirthdayDouble | None = None

    def named(self) -> dict[str, NamedFigure]:
        """The birthday's figures stand beside the others, and only where there are some."""
        named: dict[str, NamedFigure] = {
            "points": self.points,
            "credit_by": self.credit_by,
            "expires_on": self.expires_on,
        }
        if self.birthday is not None:
            named["birthday_points"] = self.birthday.points
            named["birthday_credited_in"] = self.birthday.credited_in
        return named


@dataclass(frozen=True, slots=True)
class RedeemFigures(Figures):
    """The points left after redeeming (as they are, where nothing is redeemed), the voucher's last day."""

    balance_after: int | None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class LotOfPoints(Part):
    """Points that lapse together after their last day."""

    expires_on: date
    points: int


@dataclass(frozen=True, slots=True)
class BalanceFigures(Figures):
    """The points there are, by lots as they lapse, and those that have lapsed."""

    balance: int | None = None
    lots: tuple[LotOfPoints, ...] | None = None
    expired: int | None = None


@dataclass(frozen=True, slots=True)
class TierFigures(Figures):
    """A tier from its first to its last day, and the points that the next step needs by a day."""

    tier: Tier | None = None
    since: date | None = None
    until: date | None = None
    needed: int | None = None
    by: date | None = None


@dataclass(frozen=True, slots=True)
class JoinFigures(Figures):
    """Welcome points."""

    points: int = 0


@dataclass(frozen=True, slots=True)
class BirthdayFigures(Figures):
    """The points of a birthday and the day on which they are credited."""

    points: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CounterReward(Part):
    """What is handed out at a counter: so many vouchers of a value each. `name` is by language."""

    id: str
    name: Mapping[str, str]
    value: Decimal
    currency: str
    count: int


@dataclass(frozen=True, slots=True)
class Reopening(Part):
    """The first moment at which a counter is open again; None while that is unknown or no longer to come."""

    open_from: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimFigures(Figures):
    """The reward for a set; where the weather alone stands in the way, from when it can be claimed."""

    reward: CounterReward | None = None
    reopening: Reopening | None = None

    def named(self) -> dict[str, NamedFigure]:
        """`open_from` stands beside the reward, and only where the weather alone is in the way."""
        named: dict[str, NamedFigure] = {"reward": _named(self.reward)}
        return named if self.reopening is None else named | {"open_from": self.reopening.open_from}


@dataclass(frozen=True, slots=True)
class EnrolFigures(Figures):
    """The last day of an entry coupon, and what has to be spent on it."""

    entry_valid_until: date | None = None
    minimum_spend: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AwardedCoupon(Part):
    """A coupon: its worth, the least payment that it can be used for, its last day."""

    face: Decimal
    minimum_spend: Decimal
    valid_until: date


@dataclass(frozen=True, slots=True)
class AwardFigures(Figures):
    """The coupon that a payment brings."""

    coupon: AwardedCoupon | None = None


@dataclass(frozen=True, slots=True)
class SpendFigures(Figures):
    """What a coupon takes off a payment and what is left to pay (all of it, where it cannot be used)."""

    deducted: Decimal
    pays: Decimal | None
