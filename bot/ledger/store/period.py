"""A period of Hong Kong days, and how queries ask for it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.clock import HONG_KONG

Instants = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
"""A column of moments."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both counted, of a programme or (None) of everybody."""

    first: date
    last: date
    programme: str | None = None

    @property
    def since(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), HONG_KONG)

    @property
    def until(self) -> datetime:
        """The instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), HONG_KONG)

    @property
    def days(self) -> list[date]:
        """All its days."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> "Period":
        """As many days, just before it."""
        length = self.last - self.first + timedelta(days=1)
        return Period(self.first - length, self.first - timedelta(days=1), self.programme)

    def holds(
        self, instant: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
    ) -> ColumnElement[bool]:
        """The condition that a moment lies in it."""
        return (instant >= self.since) & (instant < self.until)

    def of(self, programme: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
        """The condition that something belongs to its programme; none where everybody's counts."""
        return [] if self.programme is None else [programme == self.programme]


class hong_kong_day(FunctionElement[date]):  # noqa: N801 - reads as the SQL function it is
    """The Hong Kong day of an instant."""

    type = Date()
    inherit_cache = True


@compiles(hong_kong_day, "postgresql")
def _day_postgresql(element: FunctionElement[str], compiler: SQLCompiler, **options: object) -> str:
    return f"(({compiler.process(element.clauses, **options)}) AT TIME ZONE '{HONG_KONG.key}')::date"


@compiles(hong_kong_day, "sqlite")
def _day_sqlite(element: FunctionElement[str], compiler: SQLCompiler, **options: object) -> str:
    # SQLite knows no time zones; Hong Kong has kept to one offset since 1979.
    return f"date({compiler.process(element.clauses, **options)}, '+8 hours')"
