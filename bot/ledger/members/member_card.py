"""What the staff see of one member beside a conversation: standing, points, vouchers, receipts, decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger import points, receipts, store
from bot.ledger.models import DecisionRecord, Member, Receipt, Voucher
from bot.rules import Decision, Engine

_VOUCHERS = 10
_RECEIPTS = 10
_DECISIONS = 5


@dataclass(frozen=True, slots=True)
class MemberCard:
    """A member as the ledger and the engine have it at one moment; lists begin with the latest.

    `balance` and `tier` are the engine's decisions of that name, None where the programme has no such thing.
    `decisions` are those on record, each with the decision on the same request again, whose findings can be
    put into words.
    """

    member: Member
    balance: Decision | None
    tier: Decision | None
    vouchers: Sequence[Voucher]
    receipts: Sequence[Receipt]
    decisions: Sequence[tuple[DecisionRecord, Decision]]


def card_of(session: Session, engine: Engine, member: Member, now: datetime) -> MemberCard:
    """The card of a member; changes nothing."""
    vouchers = select(Voucher).where(Voucher.member_id == member.id).order_by(Voucher.id.desc())
    decided = (
        select(DecisionRecord).where(DecisionRecord.member_id == member.id).order_by(DecisionRecord.id.desc())
    )
    decides = partial(engine.decides, member.programme)
    return MemberCard(
        member=member,
        balance=points.balance(session, engine, member, now) if decides("balance") else None,
        tier=points.tier(session, engine, member, now) if decides("tier") else None,
        vouchers=session.scalars(vouchers.limit(_VOUCHERS)).all(),
        receipts=receipts.of_member(session, member, _RECEIPTS),
        decisions=[
            (kept, store.replay_decision(engine, kept)) for kept in session.scalars(decided.limit(_DECISIONS))
        ],
    )
