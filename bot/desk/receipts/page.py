"""One set: its photos beside what was read on them, and other sets to compare it with."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.desk.frame.errors import DeskError, not_found
from bot.desk.frame.pages import SEE_OTHER, Desk
from bot.desk.inbox.queues import names
from bot.desk.receipts import words as receipt_words
from bot.desk.receipts.form import CHOICES, DEDUCTIONS, Filled, values_of
from bot.desk.receipts.queue import REVIEWERS
from bot.desk.receipts.view import Viewer, turned
from bot.dialogue.flows.receipt_set import differences
from bot.dialogue.outcome import CAUSES, PAPERS, Speech, mended_by_papers
from bot.dialogue.review import LONGEST_NOTE, Review
from bot.ledger import receipts
from bot.ledger.models import Receipt, ReceiptPhoto
from bot.ledger.receipts import Judgement
from bot.pages import LANGUAGE_NAMES
from bot.reading import PictureError
from bot.reading.picture import as_read
from bot.rules import Engine, RequestError
from bot.wording import Message, Money, _
from bot.wording.doubts import explain
from bot.wording.names import FIELD

_PHOTO_DELETED = _("This photo was deleted after the time for which photos are kept.")
_PHOTO_LOST = _("This photo cannot be found in the photo store.")


@dataclass(frozen=True, slots=True)
class Decided:
    """What the engine says of a form, in the words of whoever reviews."""

    judgement: Judgement | None  # None while the form has mistakes
    reasons: tuple[str, ...]
    can_be_mended: bool  # by better papers
    missing: tuple[Message, ...]
    against: tuple[str, ...]  # what speaks against the proof of payment
    reads: str  # what the member would read of an approval


def receipt_routes(desk: Desk) -> APIRouter:
    """The page of a set, its photos, and another set beside it."""
    routes = desk.router(*REVIEWERS)
    sets = Sets(desk)
    database = desk.ports.database

    @routes.get("/desk/receipts/{receipt_id}")
    def page(request: Request, receipt_id: int, look: bool = False, held: int | None = None) -> Response:
        """The set, claimed for the person. Where somebody else is on it, the next one instead, unless the
        person only wants to `look`."""
        staff, now = desk.staff(request), desk.ports.clock()
        with database.transaction() as session:
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
        desk.saw(request, "receipt.viewed", f"receipt:{receipt_id}")
        return sets.render(request, "receipt.html", receipt_id, held=held)

    @routes.get("/desk/receipts/{receipt_id}/photos/{photo_id}")
    def photo(receipt_id: int, photo_id: int) -> Response:
        """A photo, turned as it was read. Browsers do not keep it."""
        with database.reading() as session:
            found = session.get(ReceiptPhoto, photo_id)
            if found is None or found.receipt_id != receipt_id:
                raise not_found()
            if found.deleted_at is not None:
                raise DeskError(410, _PHOTO_DELETED)
            key, angle = found.key, turned(session.get_one(Receipt, receipt_id), found)
        try:
            jpeg = as_read(desk.ports.services.photos.load(key), angle)
        except (KeyError, ValueError, PictureError):
            raise DeskError(404, _PHOTO_LOST) from None
        return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    @routes.get("/desk/receipts/{receipt_id}/beside/{other_id}")
    def beside(request: Request, receipt_id: int, other_id: int) -> Response:
        """Another set, to be compared with the one at hand."""
        desk.saw(request, "receipt.viewed", f"receipt:{other_id}")
        with database.reading() as session:
            one, other = session.get(Receipt, receipt_id), session.get(Receipt, other_id)
            if one is None or other is None:
                raise not_found()
            photos = sets.viewer(session, request).photos(other)
        return desk.render(
            request,
            "receipt_beside.html",
            other=other,
            photos=photos,
            rows=[(FIELD[name], *sets.in_words(request, name, one, other)) for name in _COMPARED],
            words=receipt_words,
            addresses=_addresses(other),
        )

    return routes


_COMPARED = ("merchant", "number", "issued_at", "total", "payment")


class Sets:
    """Renders sets with everything that their templates need."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.review = Review(desk.ports.database, desk.ports.services, desk.ports.clock)

    def render(
        self, request: Request, template: str, receipt_id: int, *, held: int | None = None
    ) -> Response:
        """The page of a set or the part of it that makes way for the next one."""
        staff, now = self._desk.staff(request), self._desk.ports.clock()
        with self._desk.ports.database.reading() as session:
            receipt = session.get_one(Receipt, receipt_id)
            holder = receipts.reviewer_of(session, receipt_id, now)
            upcoming = receipts.next_review(session, staff.login, now, after=receipt_id)
            following = session.get(Receipt, upcoming) if upcoming != receipt_id and upcoming else None
            view = self.viewer(session, request).view(session, receipt)
            before = receipt.reading.get("photos", [])
            against = differences(before, receipt.facts) if "slip_matches" in receipt.facts else ()
            shown: dict[str, Any] = dict(
                view=view,
                member=receipt.member,
                values=values_of(receipt.facts),
                errors={},
                decided=self.decided(session, request, receipt, Filled(receipt.facts, {}, against)),
                mine=receipt.state == "awaiting_review" and holder in (None, staff.login),
                holder=None if holder in (None, staff.login) else names(session).get(holder, holder),
                held=held,
                held_by=self._holder_of(session, held),
                choices=CHOICES,
                deductions=DEDUCTIONS,
                agreed=bool(receipt.facts.get("slip_matches")),
                reads=view.reads,
                papers=PAPERS,
                causes=CAUSES,
                fields=FIELD,
                money=Money,
                language_names=LANGUAGE_NAMES,
                addresses=_addresses(receipt),
                next_photos=_addresses(following) if following is not None else [],
                counts=receipts.review_counts(session, now),
                **self.for_decision(receipt),
            )
        return self._desk.render(request, template, **shown)

    def for_decision(self, receipt: Receipt) -> dict[str, Any]:
        """What the template of the decision needs besides the decision."""
        return {
            "receipt": receipt,
            "clauses": _clauses(self._desk.ports.services.engine, receipt),
            "heading": self._desk.ports.words.heading,
            "longest_note": LONGEST_NOTE,
            "words": receipt_words,
        }

    def decided(self, session: Session, request: Request, receipt: Receipt, filled: Filled) -> Decided:
        """What the engine says of a filled-in form."""
        words, language = self._desk.ports.words, self._desk.pages.language(request)
        against = tuple(explain(words, language, f"mismatch:{what}") for what in filled.differences)
        if filled.errors:
            return Decided(None, (), False, (), against, "")
        try:
            judgement = self.review.judge(session, receipt, filled.facts)
        except RequestError as error:
            wrong = _("The engine does not take this value: {field}.").using(field=_field_of(error))
            return Decided(None, (words.say(language, wrong),), False, (), against, "")
        said = Speech(words, language)
        reads = ""
        if judgement.points is not None:
            text = self.review.approval_text(receipt, judgement, filled.facts)
            member_language = self.viewer(session, request).member_language(session, receipt)
            reads = text(member_language) if callable(text) else words.say(member_language, text)
        missing = tuple(FIELD[path.rpartition(".")[2]] for path in judgement.decision.missing)
        reasons = tuple(reason.removeprefix("• ") for reason in said.reasons(judgement.decision))
        mended = mended_by_papers(judgement.decision)
        return Decided(judgement, reasons, mended, missing, against, reads)

    def viewer(self, session: Session, request: Request) -> Viewer:
        """Makes views for the person of a request."""
        return Viewer(self._desk.ports.services, self._desk.pages.language(request), names(session))

    def in_words(self, request: Request, fact: str, *sets: Receipt) -> list[str]:
        """A fact of some sets as the person reads it."""
        words, language = self._desk.ports.words, self._desk.pages.language(request)
        return [receipt_words.facts_in_words(words, language, fact, each.facts.get(fact)) for each in sets]

    def _holder_of(self, session: Session, receipt_id: int | None) -> str | None:
        if receipt_id is None:
            return None
        holder = receipts.reviewer_of(session, receipt_id, self._desk.ports.clock())
        return None if holder is None else names(session).get(holder, holder)


def _addresses(receipt: Receipt) -> list[str]:
    """Where a set's photos are, for the page's script; empty for one that was deleted."""
    return [
        "" if photo.deleted_at else f"/desk/receipts/{receipt.id}/photos/{photo.id}"
        for photo in receipt.photos
    ]


def _clauses(engine: Engine, receipt: Receipt) -> list[str]:
    """The clauses under which a set may be rejected: those that the engine checks."""
    pack = engine.pack(receipt.programme, receipt.issued_on)
    return list(dict.fromkeys(clause.id for _check, clause in pack.checks.get("earn", ())))


def _field_of(error: RequestError) -> Message | str:
    name = error.field.rpartition(".")[2]
    return FIELD.get(name, error.field)
