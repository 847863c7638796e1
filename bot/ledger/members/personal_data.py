"""A member's own data: a copy of it, and its deletion."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from bot.json_values import json_object
from bot.ledger import points, receipts
from bot.ledger.members import endings
from bot.ledger.models import (
    Base,
    Case,
    CaseNote,
    ChatMessage,
    Conversation,
    Debt,
    DecisionRecord,
    DeletionRequest,
    Member,
    Notice,
    PhotoJob,
    Receipt,
    ReceiptRemark,
    RequestJson,
    Satisfaction,
    Sms,
    Voucher,
)
from bot.ledger.models.base import storable_json
from bot.ledger.store import RuledAct

_Row = TypeVar("_Row", bound=Base)


def export_member(session: Session, member: Member) -> dict[str, object]:
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
        "debts": [_row(debt) for debt in _all(session, Debt, Debt.member_id == member.id)],
        "conversations": [
            _row(conversation)
            | {
                "messages": [
                    _row(message, without="image")
                    for message in _all(session, ChatMessage, ChatMessage.conversation_id == conversation.id)
                ]
            }
            for conversation in conversations
        ],
    }


def erase_member(act: RuledAct, member: Member) -> endings.EndedMembership:
    """Close an account and delete the personal data with it; what ended, and the photos to be removed.

    Points and vouchers that are left end. What was earned and redeemed stays on record by the number alone.
    """
    member, places = endings.lock_with_conversations(act.session, member.id)
    ended = endings.end_membership(act, member, reason="account deleted")
    ended.places = places
    conversations = [place.id for place in places]
    ended.photos += _photos_sent(act.session, conversations)
    _empty(act.session, ChatMessage, ChatMessage.conversation_id.in_(conversations), _NO_WORDS)
    for place in places:
        place.member = None
        place.flow = place.flow_id = None
        place.flow_state = {}
        place.context = {}
    _forget_words(act.session, member, conversations)
    sets = _all(act.session, Receipt, Receipt.member_id == member.id)
    ended.photos += receipts.drop_photos(act, sets)
    for record in _all(act.session, DecisionRecord, DecisionRecord.member_id == member.id):
        record.request = _without_birthday(record.request)
    if member.phone is not None:
        act.session.execute(delete(Sms).where(Sms.phone == member.phone))

    member.name = member.name_zh = member.phone = member.email = member.birthday = None
    request = act.session.get(DeletionRequest, member.id)
    if request is not None:
        request.done_at = act.now
    act.note("member.erased", f"member:{member.id}", {})
    act.session.flush()
    ended.photos = sorted(set(ended.photos))
    return ended


_NO_WORDS: dict[str, object] = {
    "text": "",
    "photos": [],
    "understanding": None,
    "custom": {},
    "buttons": [],
    "image": None,
    "image_alt": None,
}


def _photos_sent(session: Session, conversations: Sequence[int]) -> list[str]:
    """Photos of messages, whether a set came of them or not."""
    sent = session.scalars(select(ChatMessage.photos).where(ChatMessage.conversation_id.in_(conversations)))
    return [key for photos in sent for photo in photos if (key := photo["key"])]


def _forget_words(session: Session, member: Member, conversations: Sequence[int]) -> None:
    """Empty what was written about the member, and what was still to be told."""
    cases = select(Case.id).where(Case.conversation_id.in_(conversations))
    sets = select(Receipt.id).where(Receipt.member_id == member.id)
    _empty(session, CaseNote, CaseNote.case_id.in_(cases), {"text": ""})
    _empty(session, Satisfaction, Satisfaction.case_id.in_(cases), {"words": None})
    _empty(session, ReceiptRemark, ReceiptRemark.receipt_id.in_(sets), {"text": ""})
    _empty(session, PhotoJob, PhotoJob.conversation_id.in_(conversations), {"photos": []})
    told: dict[str, object] = {"texts": {}, "buttons": [], "custom": {}}
    _empty(session, Notice, Notice.member_id == member.id, told)
    _empty(
        session,
        Notice,
        (Notice.member_id == member.id) & Notice.state.in_(("waiting", "pending")),
        {"state": "dropped"},
    )


def _empty(
    session: Session, table: type[Base], which: ColumnElement[bool], values: dict[str, object]
) -> None:
    session.execute(
        update(table).where(which).values(values), execution_options={"synchronize_session": False}
    )


def _without_birthday(request: RequestJson) -> RequestJson:
    facts = dict(request["facts"])
    if "member" in facts:
        member = json_object(facts["member"])
        facts["member"] = {name: value for name, value in member.items() if name != "birthday"}
    return {**request, "facts": facts}


def _all(session: Session, table: type[_Row], condition: ColumnElement[bool]) -> list[_Row]:
    return list(session.scalars(select(table).where(condition).order_by(*table.__mapper__.primary_key)))


def _row(row: Base, without: str = "") -> dict[str, object]:
    """The columns of a row as a JSON object."""
    names = (column.key for column in type(row).__mapper__.column_attrs)
    return {name: storable_json(getattr(row, name)) for name in names if name != without}
