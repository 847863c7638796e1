"""A receipt set on its way from the photo to the points: its facts, and the states it may go through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NotRequired, TypedDict

from sqlalchemy import exists, false, or_, select
from sqlalchemy.orm import Session, selectinload

from bot.clock import HONG_KONG
from bot.json_values import JsonObject, json_objects
from bot.ledger.models import (
    Conversation,
    Correction,
    Member,
    PhotoKind,
    Receipt,
    ReceiptPhoto,
    ReceiptRemark,
    ReceiptState,
    ReceiptStep,
    SetReading,
    Via,
)
from bot.ledger.store import Act
from bot.rules.dates import day_of
from bot.rules.facts.receipt import number_key

# Where a receipt may go from each state. `credited` and `withdrawn` are ends; a rejection can be objected to.
# In `awaiting_photo` staff asked the member for another photo.
TRANSITIONS: Mapping[ReceiptState, frozenset[ReceiptState]] = {
    "received": frozenset({"read", "withdrawn"}),
    "read": frozenset({"awaiting_confirmation", "withdrawn"}),
    "awaiting_confirmation": frozenset({"awaiting_review", "approved", "rejected", "withdrawn"}),
    "awaiting_review": frozenset({"approved", "rejected", "awaiting_photo"}),
    "awaiting_photo": frozenset({"awaiting_review", "withdrawn"}),
    "approved": frozenset({"credited"}),
    "rejected": frozenset({"awaiting_review"}),
    "credited": frozenset(),
    "withdrawn": frozenset(),
}

# Sets in these states are used up.
_REGISTERED: tuple[ReceiptState, ...] = ("approved", "credited")

# Sets in these states were confirmed by their member.
_HANDED_IN: tuple[ReceiptState, ...] = (
    "awaiting_review",
    "awaiting_photo",
    "approved",
    "credited",
    "rejected",
)

# Why a set is in review, where not for doubts about it.
OBJECTION, ANOTHER_PHOTO, NO_OTHER_PHOTO, TAKEN_BACK = (
    "objection",
    "another_photo",
    "no_other_photo",
    "taken_back",
)


class TransitionError(Exception):
    """A receipt cannot go from its state to that one."""

    def __init__(self, before: ReceiptState, after: ReceiptState) -> None:
        super().__init__(f"a receipt that is {before} cannot become {after}")
        self.before = before
        self.after = after


class SetPhoto(TypedDict):
    """A photo of a set: where it lies, its bytes, what it is and the fingerprint of what it shows."""

    key: str
    size: int
    kind: NotRequired[PhotoKind]
    fingerprint: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class Submission:
    """A set that was read.

    `facts` are those of the engine's `earn`; `reading` is what they were made of.
    """

    facts: JsonObject
    reading: SetReading
    photos: Sequence[SetPhoto]
    via: Via = "upload"


def submit(
    session: Session,
    member: Member,
    conversation: Conversation | None,
    submission: Submission,
    now: datetime,
) -> Receipt:
    """A set that was read, for the member to confirm."""
    receipt = Receipt(
        programme=member.programme,
        member=member,
        conversation_id=conversation.id if conversation is not None else None,
        via=submission.via,
        reading=submission.reading,
        submitted_at=now,
        updated_at=now,
        photos=[_photo(photo) for photo in submission.photos],
    )
    take_facts(receipt, submission.facts)
    session.add(receipt)
    session.flush()
    actor = f"member:{member.id}"
    session.add(ReceiptStep(receipt_id=receipt.id, before=None, after="received", actor=actor, at=now))
    move(Act(session, "bot", now), receipt, "read")
    move(Act(session, "bot", now), receipt, "awaiting_confirmation")
    return receipt


def move(act: Act, receipt: Receipt, after: ReceiptState, *, reason: str | None = None) -> None:
    """Take the receipt to its next state and note the step. Raises `TransitionError`."""
    before = receipt.state
    if after not in TRANSITIONS[before]:
        raise TransitionError(before, after)
    receipt.state = after
    receipt.updated_at = act.now
    act.session.add(
        ReceiptStep(
            receipt_id=receipt.id, before=before, after=after, actor=act.actor, reason=reason, at=act.now
        )
    )
    if after == "awaiting_review":
        act.note("receipt.in_review", f"receipt:{receipt.id}", {"reason": reason})
    act.session.flush()


def correct(act: Act, receipt: Receipt, facts: JsonObject) -> None:
    """Put corrected facts in place of those of a receipt that is not decided yet."""
    if receipt.state not in ("awaiting_confirmation", "awaiting_review"):
        raise TransitionError(receipt.state, "awaiting_confirmation")
    names = receipt.facts.keys() | facts.keys()
    changes = {
        name: {"from": receipt.facts.get(name), "to": facts.get(name)}
        for name in sorted(names)
        if receipt.facts.get(name) != facts.get(name)
    }
    if not changes:
        return
    take_facts(receipt, facts)
    act.session.add_all(
        Correction(
            receipt_id=receipt.id,
            field=name,
            old=change["from"],
            new=change["to"],
            actor=act.actor,
            at=act.now,
        )
        for name, change in changes.items()
    )
    act.note("receipt.corrected", f"receipt:{receipt.id}", changes)
    act.session.flush()


def add_photos(session: Session, receipt: Receipt, submission: Submission, now: datetime) -> None:
    """More photos of a set for which staff asked: it goes back to them with what was read of all its photos.

    The photos are the new ones. Raises `TransitionError` when nobody waits for
    them.
    """
    actor = f"member:{receipt.member_id}"
    move(Act(session, actor, now), receipt, "awaiting_review", reason=ANOTHER_PHOTO)
    receipt.photos.extend(_photo(photo) for photo in submission.photos)
    receipt.reading = submission.reading
    take_facts(receipt, submission.facts)
    session.flush()


def withdraw(session: Session, receipt: Receipt, now: datetime) -> None:
    """The member takes the set back before it is decided."""
    move(Act(session, f"member:{receipt.member_id}", now), receipt, "withdrawn")


def object_to(session: Session, receipt: Receipt, now: datetime) -> None:
    """The member asks for a person to look at a rejected set."""
    actor = f"member:{receipt.member_id}"
    move(Act(session, actor, now), receipt, "awaiting_review", reason=OBJECTION)


def remark(session: Session, receipt: Receipt, author: str, text: str, now: datetime) -> None:
    """Keep words about a set: why the member objects, why staff decided so."""
    session.add(ReceiptRemark(receipt_id=receipt.id, author=author, text=text, at=now))
    session.flush()


def remarks_on(session: Session, receipt: Receipt) -> list[ReceiptRemark]:
    """What was said about a set."""
    return list(
        session.scalars(
            select(ReceiptRemark).where(ReceiptRemark.receipt_id == receipt.id).order_by(ReceiptRemark.id)
        )
    )


def awaited_from(session: Session, member: Member) -> list[Receipt]:
    """The member's sets for which staff asked for another photo, the one asked for last first."""
    return list(
        session.scalars(
            select(Receipt)
            .where(Receipt.member_id == member.id, Receipt.state == "awaiting_photo")
            .order_by(Receipt.updated_at.desc(), Receipt.id.desc())
        )
    )


def of_member(session: Session, member: Member, limit: int = 20) -> list[Receipt]:
    """The member's sets, the latest first."""
    return list(
        session.scalars(
            select(Receipt).where(Receipt.member_id == member.id).order_by(Receipt.id.desc()).limit(limit)
        )
    )


def steps_of(session: Session, receipt: Receipt) -> list[ReceiptStep]:
    """Every step the receipt went."""
    return list(
        session.scalars(
            select(ReceiptStep).where(ReceiptStep.receipt_id == receipt.id).order_by(ReceiptStep.id)
        )
    )


def history_of(session: Session, member: Member) -> list[JsonObject]:
    """The sets already credited to the member, as facts for the engine."""
    credited = session.scalars(
        select(Receipt)
        .where(Receipt.member_id == member.id, Receipt.state.in_(_REGISTERED))
        .order_by(Receipt.id)
    )
    return [registered_set(receipt, receipt.points or 0) for receipt in credited]


def registered_by_others(session: Session, receipt: Receipt) -> list[Receipt]:
    """Sets of other members that may be the same one; the engine, which knows the shops' names, can tell.

    Where one lacks its number, day and total must agree.
    """
    if receipt.issued_on is None:
        return []
    same = Receipt.total == receipt.total
    if receipt.number_key is not None:
        same = or_(Receipt.number_key == receipt.number_key, same & Receipt.number_key.is_(None))
    return list(
        session.scalars(
            select(Receipt)
            .where(
                Receipt.programme == receipt.programme,
                Receipt.issued_on == receipt.issued_on,
                Receipt.member_id != receipt.member_id,
                Receipt.state.in_(_REGISTERED),
                same,
            )
            .order_by(Receipt.id)
        )
    )


def with_like_photos(session: Session, receipt: Receipt) -> list[Receipt]:
    """Other sets of the programme, of any member, whose photos are worth a comparison with those of this one.

    They were handed in, and have a photo of the same fingerprint with the same number, day or total, or the
    same day and total. (A fingerprint alone does not tell the screens of one payment app apart.)
    """
    prints = {photo.fingerprint for photo in receipt.photos} - {None}
    shared = exists().where(ReceiptPhoto.receipt_id == Receipt.id, ReceiptPhoto.fingerprint.in_(prints))
    known = {
        Receipt.issued_on: receipt.issued_on,
        Receipt.total: receipt.total,
        Receipt.number_key: receipt.number_key,
    }
    agreeing = [column == value for column, value in known.items() if value is not None]
    alike = shared & or_(false(), *agreeing)
    if receipt.issued_on is not None and receipt.total is not None:
        alike |= (Receipt.issued_on == receipt.issued_on) & (Receipt.total == receipt.total)
    return list(
        session.scalars(
            select(Receipt)
            .where(
                Receipt.programme == receipt.programme,
                Receipt.id != receipt.id,
                Receipt.state.in_(_HANDED_IN),
                alike,
            )
            .order_by(Receipt.id)
            .options(selectinload(Receipt.photos))
        )
    )


def others_since(session: Session, receipt: Receipt, day: date) -> list[Receipt]:
    """The member's other sets of purchases since a day that were handed in."""
    return list(
        session.scalars(
            select(Receipt)
            .where(
                Receipt.member_id == receipt.member_id,
                Receipt.id != receipt.id,
                Receipt.state.in_(_HANDED_IN),
                Receipt.issued_on >= day,
            )
            .order_by(Receipt.id)
        )
    )


def net_of(receipt: Receipt) -> Decimal | None:
    """What was paid electronically for goods: the total less tips and what was taken off, where known."""
    if receipt.total is None:
        return None
    deductions = json_objects(receipt.facts.get("deductions"))
    off = [receipt.facts.get("tips"), *(each.get("amount") for each in deductions)]
    return receipt.total - sum((amount for each in off if (amount := _amount(each)) is not None), Decimal(0))


def registered_set(receipt: Receipt, points: int) -> JsonObject:
    """A set that was registered for some points, as a fact of the engine's `history`."""
    wanted = ("merchant", "number", "issued_at", "total")
    return {name: receipt.facts[name] for name in wanted if name in receipt.facts} | {"points": points}


def take_facts(receipt: Receipt, facts: JsonObject) -> None:
    """Facts, and the columns that sets are looked up by; no note is made of it (`correct` makes one)."""
    receipt.facts = dict(facts)
    receipt.number_key = number_key(str(facts["number"])) if facts.get("number") else None
    receipt.issued_at, receipt.issued_on = _moment(facts.get("issued_at"))
    receipt.total = _amount(facts.get("total"))


def _photo(photo: SetPhoto) -> ReceiptPhoto:
    return ReceiptPhoto(
        key=photo["key"],
        kind=photo.get("kind", "unknown"),
        size=photo["size"],
        fingerprint=photo.get("fingerprint"),
    )


def _moment(value: object) -> tuple[datetime | None, date | None]:
    """Instant and Hong Kong day of a fact in ISO 8601; a bare date has no instant."""
    if value is None:
        return None, None
    text = str(value)
    if len(text) == 10:
        return None, date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=HONG_KONG)
    moment = moment.astimezone(HONG_KONG)
    return moment, day_of(moment)


def _amount(value: object) -> Decimal | None:
    """A total to look duplicates up by; the engine says what is wrong with one that is no amount."""
    try:
        return round(Decimal(str(value)), 2) if value is not None else None
    except InvalidOperation:
        return None
