"""Who works at the desk: accounts, the browsers signed in with them, and the brake on guessing."""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.models.base import Base, Document

Role = Literal["agent", "reviewer", "supervisor", "operator"]


class Staff(Base):
    """One account. It is never removed, since the audit trail names it; it is switched off instead."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[list[Role]] = mapped_column(Document)  # of Role; one may have several
    language: Mapped[str] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)
    example: Mapped[bool] = mapped_column(default=False)  # one of the demo's; works nowhere else
    password_hash: Mapped[str | None]  # Argon2; None where only the identity provider signs in
    password_temporary: Mapped[bool] = mapped_column(default=False)  # to be replaced at the next sign-in
    totp_secret: Mapped[str | None]  # encrypted
    totp_step: Mapped[int | None]  # of the last code taken, so that none is good twice
    recovery_codes: Mapped[list[str]] = mapped_column(default=list)  # keyed hashes of those not used yet
    openid_subject: Mapped[str | None] = mapped_column(unique=True)  # issuer and subject
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class StaffSession(Base):
    """One browser that signed in. Its cookie holds a token of which only the hash is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    complete: Mapped[bool]  # False: the password was right, the second factor is still to come
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str]
    browser: Mapped[str]

    staff: Mapped[Staff] = relationship()


class SignInBrake(Base):
    """Failed sign-ins of late with one login, existing or not, or from one address."""

    __tablename__ = "sign_in_brake"

    key: Mapped[str] = mapped_column(primary_key=True)  # a hash: people type passwords into the wrong field
    failures: Mapped[int]
    failed_at: Mapped[datetime]
    closed_until: Mapped[datetime | None]
