"""The catalogue of rewards, and the vouchers that come of redeeming them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.models.base import Base, Words, one_of
from bot.ledger.models.member import Member

RewardKind = Literal["parking", "elite_parking", "evoucher", "gift", "gift_voucher"]
VoucherState = Literal["issued", "used", "lapsed", "void"]

_OPEN = text("state = 'issued'")


class Reward(Base):
    """One offer of the catalogue. `names` and `descriptions` are texts by language."""

    __tablename__ = "reward"
    __table_args__ = (
        one_of("kind", RewardKind),
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("kind NOT IN ('gift', 'gift_voucher') OR collect_days > 0", name="collect_days"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(index=True)
    kind: Mapped[RewardKind] = mapped_column(Words)
    names: Mapped[dict[str, str]]
    descriptions: Mapped[dict[str, str]]
    points: Mapped[int]
    hours: Mapped[int | None]  # of parking
    value: Mapped[Decimal | None]  # of a voucher, in the programme's currency
    stock: Mapped[int | None]  # None: unlimited
    collect_days: Mapped[int | None]  # for gifts, whose last day the rule book leaves to the operator
    shops: Mapped[list[str]] = mapped_column(default=list)  # ids of those that take it; empty: all
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)  # counts the changes that operators make
    example: Mapped[bool] = mapped_column(default=False)  # of the demo; the operator replaces it


class Voucher(Base):
    """A redeemed reward. `code` is its name, `secret` makes the codes it shows."""

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_voucher_issued_at", "issued_at"),
        Index("ix_voucher_issued_on", "member_id", "issued_on"),
        Index("ix_voucher_open", "valid_until", sqlite_where=_OPEN, postgresql_where=_OPEN),
        one_of("state", VoucherState),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    reward_id: Mapped[str] = mapped_column(ForeignKey("reward.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    key: Mapped[str]  # of the request: asked again, it gives the same voucher
    points: Mapped[int]  # paid
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    valid_until: Mapped[date]  # last day
    state: Mapped[VoucherState] = mapped_column(Words, default="issued")
    used_at: Mapped[datetime | None]
    used_where: Mapped[str | None]
    void_reason: Mapped[str | None]

    reward: Mapped[Reward] = relationship(lazy="joined", innerjoin=True)
    member: Mapped[Member] = relationship()
