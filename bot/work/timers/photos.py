"""Photos are removed when their time is over; files that nothing refers to, as well."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import islice

from bot.clock import HONG_KONG
from bot.ledger import points, receipts, store
from bot.ledger.models import Receipt
from bot.ledger.store import Act, Database, TimerDue
from bot.programmes import Needs
from bot.reading import PhotoStore
from bot.rules.dates import add_months
from bot.work.timers.timer import Due, Look, Scene, Timer

# A file without a row may belong to a turn that is under way.
_YOUNG = timedelta(days=2)
_CHUNK = 500
_ENDED_LATER = timedelta(days=31)


def _find_settled(look: Look) -> Sequence[Due]:
    """Sets that ended and are older than members must keep their receipts, counted from the day of sending.

    Most end soon after they were sent: those that did not are found on the first of a month.
    """
    months = look.periods.photo_months or look.pack.role("keeping_receipts").count("months")
    kept_from = add_months(look.day, -months) + timedelta(days=1)
    before = datetime.combine(kept_from, time(), HONG_KONG)
    since = None if look.day.day == 1 else before - _ENDED_LATER
    found = receipts.settled_between(look.session, look.programme, (since, before), look.after, look.limit)
    return [Due(receipt, "receipt", look.day) for receipt in found]


def _drop(scene: Scene, due: Due) -> None:
    receipt = scene.session.get_one(Receipt, due.id, with_for_update=True)
    scene.photos += receipts.drop_photos(Act(scene.session, scene.actor, scene.now), [receipt])


def _find_unfinished(look: Look) -> Sequence[Due]:
    before = look.morning - look.periods.unused_photos
    found = receipts.unfinished_before(look.session, before, look.after, look.limit)
    return [Due(receipt, "receipt", look.day) for receipt in found]


def _put_away(scene: Scene, due: Due) -> None:
    receipt = scene.session.get_one(Receipt, due.id)
    points.lock_member(scene.session, receipt.member_id)  # who may be handing it in this moment
    scene.session.refresh(receipt)
    scene.photos += receipts.put_away_unfinished(Act(scene.session, scene.actor, scene.now), receipt)


def _find_loose(look: Look) -> Sequence[Due]:
    """Messages of that day with photos: those that became a set stay with it, the others go."""
    before = look.morning - look.periods.unused_photos
    since = before - timedelta(days=1)
    found = receipts.photo_messages_between(look.session, since, before, look.after, look.limit)
    return [
        due
        for due in (Due(message, "message", look.day) for message in found)
        if not store.is_claimed(look.session, TimerDue("loose_photos", due.subject, due.on))
    ]


def _drop_loose(scene: Scene, due: Due) -> str:
    gone = receipts.drop_message_photos(Act(scene.session, scene.actor, scene.now), due.id)
    scene.photos += gone
    return f"{len(gone)} photos"


def remove_forgotten(database: Database, store: PhotoStore, now: datetime) -> int:
    """Remove files that the ledger does not know, as a crash at the wrong moment leaves them; how many."""
    removed = 0
    references = iter(store.references(now - _YOUNG))
    for chunk in _chunks(references):
        with database.reading() as session:
            gone = receipts.unreferenced_photos(session, chunk)
        for reference in gone:
            store.delete(reference)
        removed += len(gone)
    return removed


def _chunks(references: Iterator[str]) -> Iterator[list[str]]:
    while chunk := list(islice(references, _CHUNK)):
        yield chunk


SETTLED_PHOTOS = Timer(
    "settled_photos",
    "photos of sets that are done are deleted after a year",
    Needs("the end of photos of receipts", kinds=("earn",), roles=("keeping_receipts",)),
    _find_settled,
    _drop,
)
UNFINISHED_SETS = Timer(
    "unfinished_sets",
    "sets that were never handed in end, with their photos",
    Needs("the end of unfinished sets"),
    _find_unfinished,
    _put_away,
)
LOOSE_PHOTOS = Timer(
    "loose_photos",
    "photos that no set came of are deleted",
    Needs("the end of loose photos"),
    _find_loose,
    _drop_loose,
)
