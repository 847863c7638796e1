"""One set: its photos beside what was read on them, and other sets to compare it with."""

from starlette.responses import RedirectResponse, Response

from bot.desk.frame import SEE_OTHER, DeskError, TheVisit, guarded, not_found
from bot.desk.receipts import words as receipt_words
from bot.desk.receipts.queue import REVIEWERS
from bot.desk.receipts.sets import Sets, photo_addresses
from bot.desk.receipts.view import turned
from bot.ledger import receipts
from bot.ledger.models import Receipt, ReceiptPhoto
from bot.reading import PictureError
from bot.reading.picture import as_read
from bot.wording import _
from bot.wording.names import FIELD

_PHOTO_DELETED = _("This photo was deleted after the time for which photos are kept.")
_PHOTO_LOST = _("This photo cannot be found in the photo store.")

_COMPARED = ("merchant", "number", "issued_at", "total", "payment")

router = guarded(*REVIEWERS)


@router.get("/desk/receipts/{receipt_id}")
def page(visit: TheVisit, receipt_id: int, look: bool = False, held: int | None = None) -> Response:
    """The set, claimed for the person. Where somebody else is on it, the next one instead, unless the
    person only wants to `look`."""
    staff, now = visit.staff, visit.now()
    with visit.transaction() as session:
        receipt = session.get(Receipt, receipt_id)
        if receipt is None:
            raise not_found()
        holder = None
        if receipt.state == "awaiting_review":
            holder = receipts.claim_review(session, receipt_id, staff.login, now)
        if holder not in (None, staff.login) and not look:
            other = receipts.claim_next_review(session, staff.login, now, after=receipt_id)
            if other is not None:
                return RedirectResponse(f"/desk/receipts/{other}?held={receipt_id}", SEE_OTHER)
    visit.saw("receipt.viewed", f"receipt:{receipt_id}")
    return Sets(visit).render("receipt.html", receipt_id, held=held)


@router.get("/desk/receipts/{receipt_id}/photos/{photo_id}")
def photo(visit: TheVisit, receipt_id: int, photo_id: int) -> Response:
    """A photo, turned as it was read. Browsers do not keep it."""
    with visit.reading() as session:
        found = session.get(ReceiptPhoto, photo_id)
        if found is None or found.receipt_id != receipt_id:
            raise not_found()
        if found.deleted_at is not None:
            raise DeskError(410, _PHOTO_DELETED)
        key, angle = found.key, turned(session.get_one(Receipt, receipt_id), found)
    try:
        jpeg = as_read(visit.ports.services.photos.load(key), angle)
    except (KeyError, ValueError, PictureError):
        raise DeskError(404, _PHOTO_LOST) from None
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.get("/desk/receipts/{receipt_id}/beside/{other_id}")
def beside(visit: TheVisit, receipt_id: int, other_id: int) -> Response:
    """Another set, to be compared with the one at hand."""
    visit.saw("receipt.viewed", f"receipt:{other_id}")
    with visit.reading() as session:
        one, other = session.get(Receipt, receipt_id), session.get(Receipt, other_id)
        if one is None or other is None:
            raise not_found()
        photos = Sets(visit).viewer(session).photos(other)
    return visit.render(
        "receipt_beside.html",
        other=other,
        photos=photos,
        rows=[(FIELD[name], *Sets(visit).in_words(name, one, other)) for name in _COMPARED],
        words=receipt_words,
        addresses=photo_addresses(other),
    )
