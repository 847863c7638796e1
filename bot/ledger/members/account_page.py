"""What a supervisor sees of an account, and finding it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.ledger import points
from bot.ledger.models import Debt, DeletionRequest, Entry, Member, Receipt, Voucher
from bot.ledger.models.member import plain_number
from bot.rules import Decision, Engine

_FOUND, _ENTRIES, _RECEIPTS = 20, 40, 40


@dataclass(frozen=True, slots=True)
class Account:
    """An account at one moment; lists begin with the latest.

    `balance` and `tier` are the engine's, None where the programme has no such thing.
    """

    member: Member
    balance: Decision | None
    tier: Decision | None
    entries: Sequence[Entry]
    credited: Sequence[Receipt]
    open_vouchers: Sequence[Voucher]
    debts: Sequence[Debt]
    deletion: DeletionRequest | None


def search(session: Session, programme: str, text: str) -> list[Member]:
    """Members by number, or by a part of a name, by number."""
    wanted = text.strip()
    number = plain_number(wanted)
    pattern = "%" + wanted.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    named = or_(Member.name.ilike(pattern, escape="\\"), Member.name_zh.like(pattern, escape="\\"))
    return list(
        session.scalars(
            select(Member)
            .where(Member.programme == programme, or_(Member.number_key == number, named))
            .order_by(Member.number_key)
            .limit(_FOUND)
        )
    )


def account_of(session: Session, engine: Engine, member: Member, now: datetime) -> Account:
    """The account of a member; changes nothing."""
    deletion = session.get(DeletionRequest, member.id)
    decides = partial(engine.decides, member.programme)
    return Account(
        member=member,
        balance=points.balance(session, engine, member, now) if decides("balance") else None,
        tier=points.tier(session, engine, member, now) if decides("tier") else None,
        entries=session.scalars(
            select(Entry).where(Entry.member_id == member.id).order_by(Entry.id.desc()).limit(_ENTRIES)
        ).all(),
        credited=session.scalars(
            select(Receipt)
            .where(Receipt.member_id == member.id, Receipt.state == "credited")
            .order_by(Receipt.id.desc())
            .limit(_RECEIPTS)
        ).all(),
        open_vouchers=session.scalars(
            select(Voucher)
            .where(Voucher.member_id == member.id, Voucher.state == "issued")
            .order_by(Voucher.id.desc())
        ).all(),
        debts=points.open_debts(session, member),
        deletion=deletion if deletion is not None and deletion.done_at is None else None,
    )
