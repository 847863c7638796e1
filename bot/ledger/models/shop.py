"""Shops that take part in a programme."""

from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base


class Shop(Base):
    """A shop, or a counter of the mall, that takes vouchers. `names` are texts by language.

    Keys of shops, rewards and used vouchers name it by its `id`.
    """

    __tablename__ = "shop"

    id: Mapped[str] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(index=True)
    names: Mapped[dict[str, str]]
    active: Mapped[bool] = mapped_column(default=True)  # takes vouchers now
    version: Mapped[int] = mapped_column(default=1)  # counts the changes that operators make
    example: Mapped[bool] = mapped_column(default=False)  # of the demo; the operator replaces it


class WrongCodes(Base):
    """How many wrong codes a shop showed of late, as the moment from which none of them counts any more."""

    __tablename__ = "wrong_codes"

    shop: Mapped[str] = mapped_column(primary_key=True)  # an id, whether or not the shop is listed
    forgotten_at: Mapped[int]  # milliseconds since 1970: the database itself moves it on
