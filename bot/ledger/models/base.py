"""Column types that hold the same value on SQLite and on PostgreSQL, and the base of all tables."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import get_args

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Numeric,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from bot.clock import HONG_KONG
from bot.json_values import Json


class Instant(TypeDecorator[datetime]):
    """An aware datetime. Stored in UTC, given back in Hong Kong time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps the digits only.
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(HONG_KONG)


class Money(TypeDecorator[Decimal]):
    """An exact amount with two decimals: NUMERIC on PostgreSQL, whole cents on SQLite (no decimals there)."""

    impl = Numeric(14, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal] | TypeEngine[int]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(14, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        if value is None:
            return None
        cents = value * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"an amount has at most two decimals: {value}")
        return int(cents) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-2) if dialect.name == "sqlite" else Decimal(value)


class Words(TypeDecorator[str]):
    """Text as people send it. What no database keeps (NUL, halves of a surrogate pair) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


# Assign a new value to change one; a change inside a stored object goes unnoticed.
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

# Keys count up as 64-bit integers; SQLite only does that for a column declared INTEGER.
Key = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy, never changed
        str: Words(),
        int: Key,
        datetime: Instant(),
        Decimal: Money(),
        dict[str, str]: Document,
        list[str]: Document,
        dict[str, Json]: Document,
    }


def one_of(column: str, literal: object) -> CheckConstraint:
    """The check that a column holds one of a `Literal`'s values."""
    values = ", ".join(f"'{value}'" for value in get_args(literal))
    return CheckConstraint(f"{column} IN ({values})", name=column)


def storable(value: str) -> str:
    """The text without what PostgreSQL or UTF-8 cannot hold."""
    if value.isascii() and "\x00" not in value:
        return value
    return value.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def storable_json(value: object) -> Json:
    """A JSON value with every text storable; Decimals and dates become text, sequences become lists."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {storable(str(name)): storable_json(item) for name, item in value.items()}
    if isinstance(value, Iterable):
        return [storable_json(item) for item in value]
    raise TypeError(f"no JSON value: {value!r}")
