"""A set with all that its page shows: photos, the form, what the engine says, who else is on it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.desk.frame import Visit, staff_names
from bot.desk.receipts import words as receipt_words
from bot.desk.receipts.form import CHOICES, DEDUCTIONS, Filled, values_of
from bot.desk.receipts.view import Viewer
from bot.dialogue.flows.receipt_set import differences
from bot.dialogue.outcome import CAUSES, PAPERS, Speech, mended_by_papers
from bot.dialogue.review import LONGEST_NOTE, Review
from bot.ledger import receipts
from bot.ledger.models import Receipt
from bot.ledger.receipts import Judgement
from bot.pages import LANGUAGE_NAMES
from bot.rules import Engine, RequestError
from bot.wording import Message, Money, _
from bot.wording.doubts import explain
from bot.wording.names import FIELD


@dataclass(frozen=True, slots=True)
class Decided:
    """What the engine says of a form, in the words of whoever reviews."""

    judgement: Judgement | None  # None while the form has mistakes
    reasons: tuple[str, ...]
    can_be_mended: bool  # by better papers
    missing: tuple[Message, ...]
    against: tuple[str, ...]  # what speaks against the proof of payment
    reads: str  # what the member would read of an approval


class Sets:
    """Renders sets with everything that their templates need, for the person of a request."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self.review = Review(visit.ports.database, visit.ports.services, visit.ports.clock)

    def render(self, template: str, receipt_id: int, *, held: int | None = None) -> Response:
        """The page of a set or the part of it that makes way for the next one."""
        staff, now = self._visit.staff, self._visit.now()
        with self._visit.reading() as session:
            receipt = session.get_one(Receipt, receipt_id)
            holder = receipts.reviewer_of(session, receipt_id, now)
            upcoming = receipts.next_review(session, staff.login, now, after=receipt_id)
            following = session.get(Receipt, upcoming) if upcoming != receipt_id and upcoming else None
            view = self.viewer(session).view(session, receipt)
            before = receipt.reading.get("photos", [])
            against = differences(before, receipt.facts) if "slip_matches" in receipt.facts else ()
            shown: dict[str, object] = dict(
                view=view,
                member=receipt.member,
                values=values_of(receipt.facts),
                errors={},
                decided=self.decided(session, receipt, Filled(receipt.facts, {}, against)),
                mine=receipt.state == "awaiting_review" and holder in (None, staff.login),
                holder=None if holder in (None, staff.login) else staff_names(session).get(holder, holder),
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
                addresses=photo_addresses(receipt),
                next_photos=photo_addresses(following) if following is not None else [],
                counts=receipts.review_counts(session, now),
                **self.for_decision(receipt),
            )
        return self._visit.render(template, **shown)

    def for_decision(self, receipt: Receipt) -> dict[str, object]:
        """What the template of the decision needs besides the decision."""
        return {
            "receipt": receipt,
            "clauses": _clauses(self._visit.engine, receipt),
            "heading": self._visit.words.heading,
            "longest_note": LONGEST_NOTE,
            "words": receipt_words,
        }

    def decided(self, session: Session, receipt: Receipt, filled: Filled) -> Decided:
        """What the engine says of a filled-in form."""
        words, language = self._visit.words, self._visit.language
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
            member_language = self.viewer(session).member_language(session, receipt)
            reads = text(member_language) if callable(text) else words.say(member_language, text)
        missing = tuple(FIELD[path.rpartition(".")[2]] for path in judgement.decision.missing)
        reasons = tuple(reason.removeprefix("• ") for reason in said.reasons(judgement.decision))
        mended = mended_by_papers(judgement.decision)
        return Decided(judgement, reasons, mended, missing, against, reads)

    def viewer(self, session: Session) -> Viewer:
        """Makes views for the person of a request."""
        return Viewer(self._visit.ports.services, self._visit.language, staff_names(session))

    def in_words(self, fact: str, *sets: Receipt) -> list[str]:
        """A fact of some sets as the person reads it."""
        words, language = self._visit.words, self._visit.language
        return [receipt_words.facts_in_words(words, language, fact, each.facts.get(fact)) for each in sets]

    def _holder_of(self, session: Session, receipt_id: int | None) -> str | None:
        if receipt_id is None:
            return None
        holder = receipts.reviewer_of(session, receipt_id, self._visit.now())
        return None if holder is None else staff_names(session).get(holder, holder)


def photo_addresses(receipt: Receipt) -> list[str]:
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
