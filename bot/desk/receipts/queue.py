"""The queue of sets under review: who waits, who is on what, and the way to the next one."""

from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame import (
    SEE_OTHER,
    DeskError,
    NavigationEntry,
    SignedIn,
    TheVisit,
    Visit,
    guarded,
    staff_names,
)
from bot.desk.receipts.sets import Sets
from bot.desk.receipts.words import doubt_in_words
from bot.dialogue.review import Reviewer, ReviewError
from bot.ledger import receipts
from bot.ledger.models import ReceiptState, Role
from bot.wording import Money, _

REVIEWERS: tuple[Role, ...] = ("reviewer",)

_GONE = _("This set is not waiting for a photo any more. Load the page again.")


def _waiting(session: Session, _staff: SignedIn) -> int:
    return receipts.waiting_for_review(session)


ENTRY = NavigationEntry("receipts", _("Receipts"), "/desk/receipts", "receipt", REVIEWERS, _waiting)

router = guarded(*REVIEWERS)


@router.get("/desk/receipts")
def page(visit: TheVisit, state: str = "awaiting_review") -> Response:
    """The sets that wait for a reviewer, or for another photo."""
    chosen: ReceiptState = "awaiting_photo" if state == "awaiting_photo" else "awaiting_review"
    with visit.reading() as session:
        values = _values(visit, session, chosen)
    template = "receipts_list.html" if visit.is_fragment else "receipts.html"
    return visit.render(template, state=chosen, **values)


@router.get("/desk/receipts/next")
def following(visit: TheVisit, after: int | None = None) -> Response:
    """To the set that has waited longest and nobody is on; back to the list when there is none."""
    staff, now = visit.staff, visit.now()
    with visit.transaction() as session:
        if after is not None:
            receipts.release_review(session, after, staff.login)
        found = receipts.claim_next_review(session, staff.login, now, after=after)
    return RedirectResponse(f"/desk/receipts/{found}" if found else "/desk/receipts", SEE_OTHER)


@router.post("/desk/receipts/{receipt_id}/take-back")
def take_back(visit: TheVisit, receipt_id: int) -> Response:
    """Wait no longer for the photo of a set."""
    try:
        Sets(visit).review.take_back(receipt_id, reviewer(visit.staff))
    except ReviewError:
        raise DeskError(409, _GONE) from None
    return RedirectResponse(f"/desk/receipts/{receipt_id}", SEE_OTHER)


def reviewer(staff: SignedIn) -> Reviewer:
    """Who decides: a supervisor may override the rules."""
    return Reviewer(staff.login, may_override=staff.may("supervisor"))


def _values(visit: Visit, session: Session, state: ReceiptState) -> dict[str, object]:
    now = visit.now()
    words, language = visit.words, visit.language
    waiting = receipts.review_queue(session, now, state=state)
    doubts = receipts.doubts_about(session, [each.receipt for each in waiting])
    return {
        "now": now,
        "waiting": [
            (each, [doubt_in_words(words, language, code) for code in doubts[each.receipt.id]])
            for each in waiting
        ],
        "counts": receipts.review_counts(session, now),
        "people": staff_names(session),
        "money": Money,
    }
