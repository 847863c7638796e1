"""Running the invariants: those of one member over stretches of members, those of the whole at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger.invariants import conversations, points, receipts, vouchers
from bot.ledger.invariants.account import Account, Fault, Rules, accounts
from bot.ledger.models import Member
from bot.rules import Engine

_OF_ACCOUNTS: tuple[Callable[[Account, Rules], Iterator[Fault]], ...] = (
    points.lots_hold_what_entries_left,
    points.lots_are_those_of_the_rules,
    points.entries_are_noted,
    points.entries_have_their_sign,
    points.tiers_are_earned,
    vouchers.vouchers_are_paid,
    vouchers.points_were_taken_for_vouchers,
    vouchers.vouchers_are_used_in_time,
    vouchers.vouchers_end_for_a_reason,
    vouchers.vouchers_are_noted,
    receipts.receipts_brought_their_points,
)
_OF_THE_WHOLE: tuple[Callable[[Session], Iterator[Fault]], ...] = (
    vouchers.stock_is_what_was_not_issued,
    receipts.receipts_count_once,
    conversations.messages_have_no_gaps,
    conversations.messages_are_taken_once,
    conversations.replies_are_said_once,
    conversations.people_own_what_they_hold,
)
_OF_DECISIONS = receipts.decisions_stand

# Every invariant by its name, with what it says.
INVARIANTS: Mapping[str, str] = {
    check.__name__: (check.__doc__ or "").partition("\n")[0]
    for check in (*_OF_ACCOUNTS, *_OF_THE_WHOLE, _OF_DECISIONS)
}


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold of one thing. `member` is the id of the member concerned, if any."""

    invariant: str
    subject: str
    detail: str
    expected: str = ""
    found: str = ""
    member: int | None = None


def violations(session: Session, engine: Engine, now: datetime) -> Iterator[Violation]:
    """Everything that is wrong with the ledger; nothing when it is sound."""
    for first, last in stretches(session, 1_000_000):
        yield from of_accounts(session, engine, now, first, last)
    yield from of_the_whole(session, engine, now)


def of_accounts(
    session: Session, engine: Engine, now: datetime, first: int, last: int
) -> Iterator[Violation]:
    """What is wrong with the accounts of the members from one id to another."""
    rules = Rules(engine, now)
    for account in accounts(session, first, last):
        for check in _OF_ACCOUNTS:
            for fault in check(account, rules):
                yield Violation(check.__name__, *fault, member=account.member.id)


def of_the_whole(
    session: Session, engine: Engine, now: datetime, *, replay: bool = True
) -> Iterator[Violation]:
    """What is wrong beyond single accounts. `replay` decides every stored decision again (slow)."""
    for check in _OF_THE_WHOLE:
        for fault in check(session):
            yield Violation(check.__name__, *fault)
    if replay:
        for fault in _OF_DECISIONS(session, Rules(engine, now)):
            yield Violation(_OF_DECISIONS.__name__, *fault)


def stretches(session: Session, length: int) -> Iterator[tuple[int, int]]:
    """The ids of all members in stretches, each from its first to its last."""
    lowest, highest = session.execute(select(func.min(Member.id), func.max(Member.id))).one()
    if lowest is not None:
        for first in range(lowest, highest + 1, length):
            yield first, min(first + length - 1, highest)
