"""A member's own data: a copy of it, and its deletion."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.ledger import audit, points
from bot.ledger.models import (
    Base,
    Conversation,
    DecisionRecord,
    DeletionRequest,
    Member,
    Message,
    Receipt,
    ReceiptPhoto,
    Sms,
    Voucher,
)
from bot.ledger.models.base import storable_json
from bot.rules import Engine
from bot.rules.dates import day_of

# The clause that ends points and rewards together with the account.
_CLOSING_CLAUSE = "membership.10"


def export_member(session: Session, member: Member) -> dict[str, Any]:
    """Everything kept about a member, as JSON values. Secrets of vouchers are left out."""
    conversations = _all(session, Conversation, Conversation.member_id == member.id)
    return {
        "member": _row(member),
        "entries": [_row(entry) for entry in points.entries_of(session, member)],
        "receipts": [_row(receipt) for receipt in _all(session, Receipt, Receipt.member_id == member.id)],
        "vouchers": [
            _row(voucher, without="secret")
            for voucher in _all(session, Voucher, Voucher.member_id == member.id)
        ],
        "conversations": [
            _row(conversation)
            | {
                "messages": [
                    _row(message, without="image")
                    for message in _all(session, Message, Message.conversation_id == conversation.id)
                ]
            }
            for conversation in conversations
        ],
    }


def erase_member(session: Session, engine: Engine, member: Member, actor: str, now: datetime) -> list[str]:
    """Close an account and delete the personal data with it; the keys of photos that are to be deleted.

    Points and vouchers that are left end. What was earned and redeemed stays on record by the number alone.
    """
    member = points.lock_member(session, member.id)
    _end_points_and_vouchers(session, engine, member, actor, now)

    conversations = select(Conversation.id).where(Conversation.member_id == member.id)
    session.execute(
        update(Message)
        .where(Message.conversation_id.in_(conversations))
        .values(text="", photos=[], understanding=None, custom={}, buttons=[], image=None, image_alt=None),
        execution_options={"synchronize_session": False},
    )
    for conversation in _all(session, Conversation, Conversation.member_id == member.id):
        conversation.member = None
        conversation.flow = conversation.flow_id = None
        conversation.flow_state = {}
        conversation.context = {}
    photos = _delete_photos(session, member, now)
    for record in _all(session, DecisionRecord, DecisionRecord.member_id == member.id):
        record.request = _without_birthday(record.request)
    if member.phone is not None:
        session.execute(delete(Sms).where(Sms.phone == member.phone))

    member.name = member.name_zh = member.phone = member.email = member.birthday = None
    member.status = "closed"
    member.closed_at = now
    request = session.get(DeletionRequest, member.id)
    if request is not None:
        request.done_at = now
    audit.record(session, actor, "member.erased", f"member:{member.id}", {}, now)
    session.flush()
    return photos


def _end_points_and_vouchers(
    session: Session, engine: Engine, member: Member, actor: str, now: datetime
) -> None:
    left = points.balance(session, engine, member, now).figures["balance"]
    points.post(
        session,
        engine,
        member,
        points.Posting(
            kind="adjust",
            points=-left,
            on=day_of(now),
            key=f"closing:{member.id}",
            reason="account closed",
            actor=actor,
            clause=f"{member.programme}/{_CLOSING_CLAUSE}",
        ),
        now,
    )
    session.execute(
        update(Voucher)
        .where(Voucher.member_id == member.id, Voucher.state == "issued")
        .values(state="void", void_reason="account closed")
    )


def _delete_photos(session: Session, member: Member, now: datetime) -> list[str]:
    """Mark the member's photos deleted and empty what was read from them; the keys nobody else refers to."""
    receipts = _all(session, Receipt, Receipt.member_id == member.id)
    keys = set()
    for receipt in receipts:
        for photo in receipt.reading.get("photos", ()):
            keys |= set(photo["crops"].values())
        receipt.reading = {}
        for photo in receipt.photos:
            photo.deleted_at = now
            photo.fingerprint = None
            keys.add(photo.key)
    session.flush()
    shared = session.scalars(
        select(ReceiptPhoto.key).where(ReceiptPhoto.key.in_(keys), ReceiptPhoto.deleted_at.is_(None))
    )
    return sorted(keys - set(shared))


def _without_birthday(request: dict[str, Any]) -> dict[str, Any]:
    facts = dict(request["facts"])
    if "member" in facts:
        facts["member"] = {name: value for name, value in facts["member"].items() if name != "birthday"}
    return {**request, "facts": facts}


def _all(session: Session, table: Any, condition: Any) -> list[Any]:
    return list(session.scalars(select(table).where(condition).order_by(table.id)))


def _row(row: Base, without: str = "") -> dict[str, Any]:
    """The columns of a row as a JSON object."""
    names = (column.key for column in type(row).__mapper__.column_attrs)
    return {name: storable_json(getattr(row, name)) for name in names if name != without}
