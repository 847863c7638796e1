"""All that is kept of one member, read in batches, for invariants that look at a member at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeVar, TypeVarTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.json_values import JsonObject
from bot.ledger.models import (
    Audit,
    Entry,
    EntryKind,
    Lot,
    Member,
    MemberStatus,
    Receipt,
    ReceiptState,
    Tier,
    Voucher,
    VoucherState,
)
from bot.rules import Engine

_MEMBERS = 500
_SUBJECTS = 5000


class Fault(NamedTuple):
    """What is wrong with one thing: `subject` is a table and an id."""

    subject: str
    detail: str
    expected: str = ""
    found: str = ""


Faults = Iterator[Fault]
_Kept = TypeVar("_Kept")
_Columns = TypeVarTuple("_Columns")


class KeptMember(NamedTuple):
    """A member, as the table has it."""

    id: int
    programme: str
    joined: date
    status: MemberStatus
    tier: Tier
    tier_due: bool
    tier_since: date | None
    tier_until: date | None


class KeptEntry(NamedTuple):
    """An entry of points."""

    member_id: int
    kind: EntryKind
    points: int
    on: date
    spent_on: date | None
    expires_on: date
    key: str
    decision_id: int | None


class KeptLot(NamedTuple):
    """A lot of points."""

    member_id: int
    expires_on: date
    remainder: int


class KeptVoucher(NamedTuple):
    """A voucher."""

    member_id: int
    id: int
    state: VoucherState
    points: int
    issued_at: datetime
    valid_until: date
    used_at: datetime | None
    used_where: str | None
    void_reason: str | None
    decision_id: int


class KeptReceipt(NamedTuple):
    """A receipt set."""

    member_id: int
    id: int
    state: ReceiptState
    points: int | None


class KeptNote(NamedTuple):
    """A note of the audit trail."""

    subject: str
    action: str
    detail: JsonObject


@dataclass(frozen=True, slots=True)
class Rules:
    """By what, and as of when, an account is judged."""

    engine: Engine
    now: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """One member with everything that hangs on it.

    `posted` are the points posted under each key, `notes` those of the audit trail by their subject.
    """

    member: KeptMember
    entries: Sequence[KeptEntry]
    posted: Mapping[str, int]
    lots: Sequence[KeptLot]
    vouchers: Sequence[KeptVoucher]
    receipts: Sequence[KeptReceipt]
    notes: Mapping[str, Sequence[KeptNote]]

    @property
    def subject(self) -> str:
        """The member as a subject."""
        return f"member:{self.member.id}"


def accounts(session: Session, first: int, last: int) -> Iterator[Account]:
    """The accounts of the members from one id to another, in order."""
    after = first - 1
    while members := session.execute(
        _MEMBER.where(Member.id > after, Member.id <= last).order_by(Member.id).limit(_MEMBERS)
    ).all():
        yield from _batch(session, list(map(KeptMember._make, members)))
        after = members[-1].id


_MEMBER = select(
    Member.id,
    Member.programme,
    Member.joined,
    Member.status,
    Member.tier,
    Member.tier_due,
    Member.tier_since,
    Member.tier_until,
)
_ENTRIES = select(
    Entry.member_id,
    Entry.kind,
    Entry.points,
    Entry.on,
    Entry.spent_on,
    Entry.expires_on,
    Entry.key,
    Entry.decision_id,
).order_by(Entry.member_id, Entry.id)
_LOTS = select(Lot.member_id, Lot.expires_on, Lot.remainder).order_by(Lot.member_id, Lot.expires_on)
_VOUCHERS = select(
    Voucher.member_id,
    Voucher.id,
    Voucher.state,
    Voucher.points,
    Voucher.issued_at,
    Voucher.valid_until,
    Voucher.used_at,
    Voucher.used_where,
    Voucher.void_reason,
    Voucher.decision_id,
).order_by(Voucher.member_id, Voucher.id)
_RECEIPTS = select(Receipt.member_id, Receipt.id, Receipt.state, Receipt.points).order_by(
    Receipt.member_id, Receipt.id
)
_NOTES = select(Audit.subject, Audit.action, Audit.detail)


def _batch(session: Session, members: Sequence[KeptMember]) -> Iterator[Account]:
    first, last = members[0].id, members[-1].id

    def by_member(
        make: Callable[[Iterable[object]], _Kept],
        query: Select[*_Columns],
        column: InstrumentedAttribute[int],
    ) -> Mapping[int, list[_Kept]]:
        found: dict[int, list[_Kept]] = defaultdict(list)
        for row in session.execute(query.where(column.between(first, last))):
            found[row.member_id].append(make(row))
        return found

    entries = by_member(KeptEntry._make, _ENTRIES, Entry.member_id)
    lots = by_member(KeptLot._make, _LOTS, Lot.member_id)
    vouchers = by_member(KeptVoucher._make, _VOUCHERS, Voucher.member_id)
    receipts = by_member(KeptReceipt._make, _RECEIPTS, Receipt.member_id)
    notes = _notes(
        session,
        [
            *(f"member:{member.id}" for member in members),
            *(f"voucher:{voucher.id}" for held in vouchers.values() for voucher in held),
        ],
    )
    for member in members:
        yield Account(
            member,
            entries.get(member.id, ()),
            _posted(entries.get(member.id, ())),
            lots.get(member.id, ()),
            vouchers.get(member.id, ()),
            receipts.get(member.id, ()),
            notes,
        )


def _posted(entries: Sequence[KeptEntry]) -> Mapping[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        sums[entry.key] += entry.points
    return sums


def _notes(session: Session, subjects: Sequence[str]) -> Mapping[str, Sequence[KeptNote]]:
    found: dict[str, list[KeptNote]] = defaultdict(list)
    for some in _chunks(subjects):
        for row in session.execute(_NOTES.where(Audit.subject.in_(some))):
            found[row.subject].append(KeptNote._make(row))
    return found


def _chunks(subjects: Sequence[str]) -> Iterable[Sequence[str]]:
    return (subjects[start : start + _SUBJECTS] for start in range(0, len(subjects), _SUBJECTS))
