"""Weather warnings that may shut a counter."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.models.base import Base, Words, one_of

WeatherSignal = Literal["typhoon_8", "black_rain"]

_IN_FORCE = text("ends_at IS NULL")


class WeatherWarning(Base):
    """One warning from its announcement to its end. There is at most one of a signal whose end is open."""

    __tablename__ = "weather_warning"
    __table_args__ = (
        one_of("signal", WeatherSignal),
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="order"),
        Index(
            "uq_weather_warning_open",
            "signal",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signal: Mapped[WeatherSignal] = mapped_column(Words)
    announced_at: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    source: Mapped[str]  # staff:amy, or observatory
