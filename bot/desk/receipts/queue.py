"""The queue of sets under review: who waits, who is on what, and the way to the next one."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.errors import DeskError
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import SEE_OTHER, Desk, is_fragment
from bot.desk.frame.people import SignedIn
from bot.desk.inbox.queues import names
from bot.desk.receipts.words import doubt_in_words
from bot.dialogue.review import Review, Reviewer, ReviewError
from bot.ledger import receipts
from bot.ledger.models import ReceiptState, Role
from bot.wording import Money, _

REVIEWERS: tuple[Role, ...] = ("reviewer",)

_GONE = _("This set is not waiting for a photo any more. Load the page again.")


def receipts_routes(desk: Desk) -> APIRouter:
    """The list, and what takes a person from it to a set."""
    routes = desk.router(*REVIEWERS)
    desk.navigation.add(Entry("receipts", _("Receipts"), "/desk/receipts", "receipt", REVIEWERS, _waiting))
    decide = Review(desk.ports.database, desk.ports.services, desk.ports.clock)

    @routes.get("/desk/receipts")
    def page(request: Request, state: str = "awaiting_review") -> Response:
        chosen: ReceiptState = "awaiting_photo" if state == "awaiting_photo" else "awaiting_review"
        with desk.ports.database.reading() as session:
            values = _values(desk, session, request, chosen)
        template = "receipts_list.html" if is_fragment(request) else "receipts.html"
        return desk.render(request, template, state=chosen, **values)

    @routes.get("/desk/receipts/next")
    def following(request: Request, after: int | None = None) -> Response:
        """To the set that has waited longest and nobody is on; back to the list when there is none."""
        staff, now = desk.staff(request), desk.ports.clock()
        with desk.ports.database.transaction() as session:
            if after is not None:
                receipts.release_review(session, after, staff.login)
            found = receipts.claim_next_review(session, staff.login, now, after=after)
        return RedirectResponse(f"/desk/receipts/{found}" if found else "/desk/receipts", SEE_OTHER)

    @routes.post("/desk/receipts/{receipt_id}/take-back")
    def take_back(request: Request, receipt_id: int) -> Response:
        """Wait no longer for the photo of a set."""
        try:
            decide.take_back(receipt_id, reviewer(desk.staff(request)))
        except ReviewError:
            raise DeskError(409, _GONE) from None
        return RedirectResponse(f"/desk/receipts/{receipt_id}", SEE_OTHER)

    return routes


def reviewer(staff: SignedIn) -> Reviewer:
    """Who decides: a supervisor may override the rules."""
    return Reviewer(staff.login, may_override=staff.may("supervisor"))


def _values(desk: Desk, session: Session, request: Request, state: ReceiptState) -> dict[str, Any]:
    now = desk.ports.clock()
    words, language = desk.ports.words, desk.pages.language(request)
    waiting = receipts.review_queue(session, now, state=state)
    doubts = receipts.doubts_about(session, [each.receipt for each in waiting])
    return {
        "now": now,
        "waiting": [
            (each, [doubt_in_words(words, language, code) for code in doubts[each.receipt.id]])
            for each in waiting
        ],
        "counts": receipts.review_counts(session, now),
        "people": names(session),
        "money": Money,
    }


def _waiting(session: Session, _staff: SignedIn) -> int:
    return receipts.waiting_for_review(session)
