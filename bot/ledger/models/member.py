"""A member of a programme."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from bot.ledger.models.base import Base, Words, one_of
from bot.text import compatible

Tier = Literal["select", "elite"]
MemberStatus = Literal["active", "suspended", "closed"]


class Member(Base):
    """One membership. Once its account is deleted, personal fields are empty; number and ledger stay."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("programme", "number_key"),
        one_of("tier", Tier),
        one_of("status", MemberStatus),
        Index(
            "ix_member_tier_due", "id", sqlite_where=text("tier_due = 1"), postgresql_where=text("tier_due")
        ),
        Index(
            "ix_member_tier_until",
            "tier_until",
            sqlite_where=text("tier = 'elite'"),
            postgresql_where=text("tier = 'elite'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    number: Mapped[str]
    number_key: Mapped[str]  # the number as it is looked up, however it is typed
    name: Mapped[str | None]  # as on the identity document, in Latin script
    name_zh: Mapped[str | None]
    phone: Mapped[str | None]  # E.164
    email: Mapped[str | None]
    language: Mapped[str]
    birthday: Mapped[date | None]
    joined: Mapped[date]
    tier: Mapped[Tier] = mapped_column(Words, default="select")
    tier_since: Mapped[date | None]
    tier_until: Mapped[date | None]  # last day of an Elite year
    tier_due: Mapped[bool] = mapped_column(default=False)  # points came in since the tier was last followed
    status: Mapped[MemberStatus] = mapped_column(Words, default="active")
    closed_at: Mapped[datetime | None]
    tenant_staff: Mapped[bool] = mapped_column(default=False)
    news_agreed_at: Mapped[datetime | None]  # since when the member wants news; None: does not
    example: Mapped[bool] = mapped_column(default=False)  # a made-up member of the demo

    @validates("number")
    def _keep_key(self, _name: str, number: str) -> str:
        self.number_key = plain_number(number)
        return number


def plain_number(number: str) -> str:
    """A member number without case, width, blanks and punctuation."""
    folded = compatible(number).upper()
    return "".join(character for character in folded if character.isalnum())
