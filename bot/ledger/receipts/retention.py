"""How long photos are kept: what is over its time goes out of the ledger, and names its files to remove."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select, text, true
from sqlalchemy.orm import Session

from bot.ledger.models import ChatMessage, Receipt, ReceiptPhoto, ReceiptState
from bot.ledger.receipts import sets as receipts
from bot.ledger.store import Act

# Nothing more happens to sets in these states.
_ENDED: tuple[ReceiptState, ...] = ("credited", "rejected", "withdrawn")
# Their member has not handed these in.
_UNFINISHED: tuple[ReceiptState, ...] = ("received", "read", "awaiting_confirmation")

# As the index of messages with photos has it.
_HAS_PHOTOS = text("message.photos <> '[]'")


def settled_between(
    session: Session, programme: str, between: tuple[datetime | None, datetime], after: int, limit: int
) -> list[int]:
    """Sets that ended, were sent in a time (which may have no beginning) and still have photos, by id."""
    since, before = between
    kept = exists().where(ReceiptPhoto.receipt_id == Receipt.id, ReceiptPhoto.deleted_at.is_(None))
    return list(
        session.scalars(
            select(Receipt.id)
            .where(
                Receipt.programme == programme,
                Receipt.submitted_at < before,
                true() if since is None else Receipt.submitted_at >= since,
                Receipt.state.in_(_ENDED),
                Receipt.id > after,
                kept,
            )
            .order_by(Receipt.id)
            .limit(limit)
        )
    )


def unfinished_before(session: Session, instant: datetime, after: int, limit: int) -> list[int]:
    """Sets that their member has not handed in, untouched since an instant, by id."""
    return list(
        session.scalars(
            select(Receipt.id)
            .where(Receipt.state.in_(_UNFINISHED), Receipt.updated_at < instant, Receipt.id > after)
            .order_by(Receipt.id)
            .limit(limit)
        )
    )


def photo_messages_between(
    session: Session, since: datetime, before: datetime, after: int, limit: int
) -> list[int]:
    """Messages with photos from a time, by id."""
    return list(
        session.scalars(
            select(ChatMessage.id)
            .where(
                _HAS_PHOTOS,
                ChatMessage.created_at >= since,
                ChatMessage.created_at < before,
                ChatMessage.id > after,
            )
            .order_by(ChatMessage.id)
            .limit(limit)
        )
    )


def put_away_unfinished(act: Act, receipt: Receipt) -> list[str]:
    """End a set that its member never handed in, with its photos; the keys of the files to remove."""
    if receipt.state not in _UNFINISHED:
        return []
    receipts.move(act, receipt, "withdrawn", reason="not handed in")
    return drop_photos(act, [receipt])


def drop_photos(act: Act, sets: Iterable[Receipt]) -> list[str]:
    """Mark the photos of sets deleted and empty what was read from them; keys that nobody else refers to."""
    keys: set[str] = set()
    for receipt in sets:
        for photo in receipt.reading.get("photos", ()):
            keys |= set(photo.get("crops", {}).values())
        receipt.reading = {}
        for kept in receipt.photos:
            if kept.deleted_at is None:
                kept.deleted_at = act.now
            kept.fingerprint = None
            keys.add(kept.key)
        act.note("photos.deleted", f"receipt:{receipt.id}", {})
    act.session.flush()
    return sorted(keys - _kept(act.session, keys))


def drop_message_photos(act: Act, identity: int) -> list[str]:
    """Empty a message of photos that belong to no set that is kept; the keys of the files to remove."""
    message = act.session.get_one(ChatMessage, identity, with_for_update=True)
    keys = {key for photo in message.photos if (key := photo["key"])}
    kept = _kept(act.session, keys)
    if kept:
        return []  # the time of its set is its own
    message.photos = []
    if keys:
        act.note("photos.deleted", f"message:{message.id}", {})
    act.session.flush()
    return sorted(keys)


def unreferenced_photos(session: Session, references: Sequence[str]) -> list[str]:
    """Those of some keys of the photo store that the ledger does not know (any more).

    A crash between a file and its row leaves such; or one between the end of a row and that of its file.
    """
    unknown = set(references) - _kept(session, references)
    if unknown:
        unknown -= _in_messages(session, unknown)
    if unknown:
        unknown -= _crops(session, unknown)
    return sorted(unknown)


def _kept(session: Session, keys: Collection[str]) -> set[str]:
    """Those that photos of a set refer to."""
    return set(
        session.scalars(
            select(ReceiptPhoto.key).where(ReceiptPhoto.key.in_(keys), ReceiptPhoto.deleted_at.is_(None))
        )
    )


def _in_messages(session: Session, keys: Collection[str]) -> set[str]:
    found: set[str] = set()
    rows = session.execute(select(ChatMessage.photos).where(_HAS_PHOTOS).execution_options(yield_per=1000))
    for (photos,) in rows:
        found |= {key for photo in photos if (key := photo["key"]) in keys and key is not None}
    return found


def _crops(session: Session, keys: Collection[str]) -> set[str]:
    live = exists().where(ReceiptPhoto.receipt_id == Receipt.id, ReceiptPhoto.deleted_at.is_(None))
    found: set[str] = set()
    for (reading,) in session.execute(select(Receipt.reading).where(live).execution_options(yield_per=1000)):
        for photo in reading.get("photos", ()):
            found |= set(photo.get("crops", {}).values()) & set(keys)
    return found
