"""What a reviewer does on the page of a set: holds it, corrects fields, and decides.

A decision answers with the next set, which is then theirs. One that cannot be taken leaves the page as it is,
with all that was typed, and says why.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from bot.desk.frame import RECEIPT_STATES, SentForm, TheVisit, Visit, guarded, not_found, staff_names
from bot.desk.receipts.form import Filled, read_form
from bot.desk.receipts.queue import REVIEWERS, reviewer
from bot.desk.receipts.sets import Sets
from bot.desk.receipts.words import REFUSALS
from bot.dialogue.review import HeldByAnotherError, InReview, RefusedError, ReviewError, StaleError
from bot.ledger import receipts
from bot.ledger.models import Receipt
from bot.ledger.points import PostingRefusedError
from bot.rules import RequestError
from bot.wording import Message, _

_WRONG_FIELDS = _("Something in the fields is not right. Please look at those that are marked.")
_LAPSED = _(
    "The points of this purchase have lapsed already, so they cannot be credited. Please ask a supervisor."
)
_HELD = _("{name} is working on this set now, so nothing was done. What you typed is still here.")
_RECOUNTED = _("The engine counts otherwise by now. Look at the points again, then decide.")
_MORE_CAME = _("Something came in for this set meanwhile. Load it again, then decide.")
_DECIDED = _("This set is {state} already, by {name}. Nothing was done.")


router = guarded(*REVIEWERS)


@router.post("/desk/receipts/{receipt_id}/claim")
def claim(visit: TheVisit, receipt_id: int) -> Response:
    """Hold on to the set; says who holds it."""
    login = visit.staff.login
    with visit.transaction() as session:
        receipt = session.get(Receipt, receipt_id)
        if receipt is None:
            raise not_found()
        if receipt.state != "awaiting_review":
            return JSONResponse({"mine": False, "holder": None})
        holder = receipts.claim_review(session, receipt_id, login, visit.now())
        return JSONResponse({"mine": holder == login, "holder": staff_names(session).get(holder, holder)})


@router.post("/desk/receipts/{receipt_id}/release")
def release(visit: TheVisit, receipt_id: int) -> Response:
    """Let go of the set: the page was left."""
    with visit.transaction() as session:
        receipts.release_review(session, receipt_id, visit.staff.login)
    return Response(status_code=204)


@router.post("/desk/receipts/{receipt_id}/preview")
def preview(visit: TheVisit, receipt_id: int, form: SentForm) -> Response:
    """What the engine says of the fields as they are now."""
    sets = Sets(visit)
    with visit.reading() as session:
        receipt = _found(session, receipt_id)
        filled = _filled(receipt, form)
        decided = sets.decided(session, receipt, filled)
        reads = sets.viewer(session).member_language(session, receipt)
    return visit.render(
        "receipt_decision.html",
        decided=decided,
        errors=filled.errors,
        agreed="slip_matches" in form,
        reads=reads,
        **sets.for_decision(receipt),
    )


@router.post("/desk/receipts/{receipt_id}/rejection")
def rejection(visit: TheVisit, receipt_id: int, form: SentForm) -> Response:
    """What the member would read of a rejection."""
    with visit.reading() as session:
        receipt = _found(session, receipt_id)
        filled = _filled(receipt, form)
        language = Sets(visit).viewer(session).member_language(session, receipt)
        clauses = _chosen(form, "clause")
        if filled.errors or not clauses:
            return Response("")
        text = Sets(visit).review.rejection_text(
            session,
            receipt,
            filled.facts,
            clauses,
            again="again" in form,
            note=_text(form, "note"),
        )
        said = text(language) if callable(text) else ""
    return visit.render("receipt_message.html", text=said, reads=language)


@router.post("/desk/receipts/{receipt_id}/approve")
def approve(visit: TheVisit, receipt_id: int, form: SentForm) -> Response:
    """Credit the set with the points that the page showed."""
    points = _number(form, "points")

    def act(case: InReview) -> None:
        by = reviewer(visit.staff)
        Sets(visit).review.approve(case, by, points=points, reason=_text(form, "reason"))

    return _decide(visit, receipt_id, form, act, _("Approved: {points:points}.").using(points=points))


@router.post("/desk/receipts/{receipt_id}/reject")
def reject(visit: TheVisit, receipt_id: int, form: SentForm) -> Response:
    """Reject the set by the clauses that it breaks."""

    def act(case: InReview) -> None:
        Sets(visit).review.reject(
            case,
            reviewer(visit.staff),
            clauses=_chosen(form, "clause"),
            again="again" in form,
            note=_text(form, "note"),
        )

    return _decide(visit, receipt_id, form, act, _("Rejected. The member has been told why."))


@router.post("/desk/receipts/{receipt_id}/another-photo")
def another_photo(visit: TheVisit, receipt_id: int, form: SentForm) -> Response:
    """Have the member send another photo."""

    def act(case: InReview) -> None:
        Sets(visit).review.ask_for_photo(
            case,
            reviewer(visit.staff),
            papers=_chosen(form, "paper"),
            causes=_chosen(form, "cause"),
            note=_text(form, "photo_note"),
        )

    return _decide(visit, receipt_id, form, act, _("Asked for another photo."))


def _decide(
    visit: Visit, receipt_id: int, form: FormData, act: Callable[[InReview], None], done: Message
) -> Response:
    """Decide on the fields of a form, and go on to the next set."""
    with visit.reading() as session:
        filled = _filled(_found(session, receipt_id), form)
    if filled.errors:
        return _refuse(visit, _WRONG_FIELDS)
    try:
        act(InReview(receipt_id, filled.facts, _number(form, "step")))
    except ReviewError as error:
        return _refuse(visit, *_explained(error))
    except RequestError:
        return _refuse(visit, _WRONG_FIELDS)
    except PostingRefusedError:
        return _refuse(visit, _LAPSED)
    with visit.transaction() as session:
        following = receipts.claim_next_review(session, visit.staff.login, visit.now())
    if following is None:
        response: Response = visit.render("receipt_none.html")
        response.headers["HX-Push-Url"] = "/desk/receipts"
    else:
        visit.saw("receipt.viewed", f"receipt:{following}")
        response = Sets(visit).render("receipt_set.html", following)
        response.headers["HX-Push-Url"] = f"/desk/receipts/{following}"
    return visit.toast(response, done)


def _refuse(visit: Visit, message: Message, gone: bool = False) -> Response:
    """Say above the set why nothing was done; the page keeps what was typed."""
    with visit.reading() as session:
        people = staff_names(session)
    if isinstance(login := message.values.get("login"), str):
        message = message.using(name=people.get(login, login))
    response = visit.render("receipt_notice.html", message=message, gone=gone)
    response.headers["HX-Retarget"] = "#receipt-notice"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _explained(error: ReviewError) -> tuple[Message, bool]:
    """Why a decision was not taken, and whether the set is out of the reviewer's hands."""
    if isinstance(error, RefusedError):
        return REFUSALS[error.why], False
    if isinstance(error, HeldByAnotherError):
        return _HELD.using(login=error.holder), True
    assert isinstance(error, StaleError)
    if error.state != "awaiting_review":
        login = error.actor.partition(":")[2] or error.actor
        return _DECIDED.using(state=RECEIPT_STATES[error.state], login=login), True
    return (_RECOUNTED if error.actor == "engine" else _MORE_CAME), False


def _found(session: Session, receipt_id: int) -> Receipt:
    receipt = session.get(Receipt, receipt_id)
    if receipt is None:
        raise not_found()
    return receipt


def _filled(receipt: Receipt, form: FormData) -> Filled:
    return read_form(form, receipt.facts, receipt.reading.get("photos", []))


def _chosen(form: FormData, name: str) -> list[str]:
    return [str(value) for value in form.getlist(name)]


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).strip()


def _number(form: FormData, name: str) -> int:
    given = _text(form, name)
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 18 else -1
