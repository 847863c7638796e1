"""When customer service answers."""

from datetime import date, time

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base


class DeskHours(Base):
    """A stretch of a weekday. A day may have several; one that closes at 00:00 lasts until midnight."""

    __tablename__ = "desk_hours"
    __table_args__ = (UniqueConstraint("programme", "weekday", "opens"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    weekday: Mapped[int]  # 0 is Monday
    opens: Mapped[time]
    closes: Mapped[time]


class DeskDay(Base):
    """A stretch of a day with hours of its own (a holiday, a late night); without times it is closed."""

    __tablename__ = "desk_day"
    __table_args__ = (UniqueConstraint("programme", "day", "opens"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str]
    day: Mapped[date]
    opens: Mapped[time | None]
    closes: Mapped[time | None]
