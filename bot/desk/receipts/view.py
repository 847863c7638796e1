"""A set as its page shows it: photos, what was read where, doubts, look-alikes, and all that happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.desk.frame import RECEIPT_STATES
from bot.desk.receipts.words import LIKENESS, STEPS, doubt_in_words, facts_in_words
from bot.dialogue.context import Services
from bot.dialogue.flows.receipt_set import reading_of
from bot.dialogue.lookalikes import lookalikes
from bot.dialogue.outcome import CAUSES, PAPERS
from bot.languages import Language, nearest_language
from bot.ledger import receipts
from bot.ledger.models import Conversation, Receipt, ReceiptPhoto, ReceiptStep
from bot.reading import Deduction, Evidence, Reading
from bot.reading.fields import SURE
from bot.wording import Message, Money, Wording, _
from bot.wording.doubts import DOUBTS
from bot.wording.evidence import reasons_of
from bot.wording.names import CATEGORY, FIELD, FORM, PAYMENT

# What stands in those fields of a reading that the page shows.
_Value = date | time | Decimal | str | tuple[Deduction, ...]
_NO_EVIDENCE = Evidence("", None, "")

# The form's fields, the field of a reading that each of them is, and the one that its evidence is kept under.
_READ = {
    "merchant": ("merchant", "merchant"),
    "number": ("number", "number"),
    "day": ("issued_on", "issued_on"),
    "time": ("issued_time", "issued_on"),
    "total": ("total", "total"),
    "payment": ("payment", "payment"),
    "tips": ("tips", "tips"),
    "deductions": ("deductions", "deductions"),
    "form": ("form", "form"),
    "address": ("address", "address"),
    "category": ("category", "category"),
}
# Doubts that the decision shows anew with every correction.
_SHOWN_LIVE = "mismatch:"

# Of a receipt of which only some lines are of a kind of their own.
_SOME_LINES = "some lines"
_SEVERAL_KINDS = _("some of the lines")
# What a slip tells of the purchase; its number and name are its own.
_OF_A_SLIP = ("day", "time", "total", "payment")
_PAPER_NAMES: Mapping[str, Message] = {
    "shop_receipt": _("Receipt"),
    "payment_slip": _("Slip"),
    "unknown": _("Paper"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """What one paper says of a field: where, and how surely. `fills` is what the form's field would hold."""

    photo: int  # its place among the photos, from 0
    paper: Message
    text: str
    words: str
    box: Sequence[int] | None
    because: str
    percent: int
    sure: bool
    fills: str | None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a set. `lines` is all that was read on it."""

    id: int
    paper: Message
    deleted_at: datetime | None
    lines: Sequence[str]
    signals: Sequence[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another set beside the one at hand."""

    receipt: Receipt
    likeness: Sequence[Message]
    same_member: bool
    state: Message


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a set: `what`, in words, with lines of detail."""

    at: datetime
    actor: str
    what: str
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A set as the page shows it."""

    receipt: Receipt
    step: int
    photos: Sequence[Photo]
    read: Mapping[str, Sequence[Read]]
    doubts: Sequence[str]
    remarks: Sequence[tuple[str, str]]
    alike: Sequence[Alike]
    events: Sequence[Event]
    reads: Language  # what the member reads


class Viewer:
    """Makes views in the language of whoever looks."""

    def __init__(self, services: Services, language: Language, people: Mapping[str, str]) -> None:
        self._services = services
        self._words: Wording = services.words
        self._language = language
        self._people = people

    def view(self, session: Session, receipt: Receipt) -> View:
        """Everything about a set."""
        steps = receipts.steps_of(session, receipt)
        return View(
            receipt=receipt,
            step=steps[-1].id,
            photos=self.photos(receipt),
            read=self.read(receipt),
            doubts=[
                self._doubt(code)
                for code in receipts.standing_doubts(steps)
                if not code.startswith(_SHOWN_LIVE)  # beside the decision, for the fields as they are
            ],
            remarks=[
                (self._who(remark.author), remark.text) for remark in receipts.remarks_on(session, receipt)
            ],
            alike=[
                Alike(
                    other.receipt,
                    [LIKENESS[name] for name in other.likeness],
                    other.same_member,
                    RECEIPT_STATES[other.receipt.state],
                )
                for other in lookalikes(session, self._services.engine, receipt)
            ],
            events=self._events(session, receipt, steps),
            reads=self.member_language(session, receipt),
        )

    def member_language(self, session: Session, receipt: Receipt) -> Language:
        """What the member reads: the language of the conversation, or of the membership."""
        conversation = session.get(Conversation, receipt.conversation_id) if receipt.conversation_id else None
        return nearest_language(
            conversation.language if conversation is not None else receipt.member.language
        )

    def photos(self, receipt: Receipt) -> list[Photo]:
        """The photos of a set, in the order in which they came."""
        return [self._photo(photo, _reading_of(receipt, photo)) for photo in receipt.photos]

    def read(self, receipt: Receipt) -> dict[str, list[Read]]:
        """By field of the form: what each paper says, the receipt first."""
        found: dict[str, list[Read]] = {name: [] for name in _READ}
        for place, photo in enumerate(receipt.photos):
            reading = _reading_of(receipt, photo)
            for paper in () if reading is None else (reading, *reading.beside):
                for name in found:
                    if (read := self._said(name, place, paper)) is not None:
                        found[name].append(read)
        for each in found.values():
            each.sort(key=lambda read: read.fills is None)
        return found

    # --------------------------------------------------------------------------------------------------

    def _photo(self, photo: ReceiptPhoto, reading: Reading | None) -> Photo:
        if reading is None:
            return Photo(photo.id, _PAPER_NAMES["unknown"], photo.deleted_at, (), ())
        lines = [line.text for line in reading.lines]
        signals = [self._doubt(signal) for signal in reading.signals if signal in DOUBTS]
        return Photo(photo.id, _PAPER_NAMES[reading.document], photo.deleted_at, lines, signals)

    def _said(self, name: str, place: int, paper: Reading) -> Read | None:
        field, kept_under = _READ[name]
        value: _Value | None = getattr(paper, field)
        if name == "category" and value is None and kept_under in paper.evidence:
            value = _SOME_LINES
        slip = paper.document == "payment_slip"
        if value is None or value == () or (slip and name not in _OF_A_SLIP):
            return None
        if name == "form" and value == "original":
            return None
        evidence = paper.evidence.get(kept_under) or _NO_EVIDENCE
        sure = paper.confidence.get(field, 0.0)
        return Read(
            photo=place,
            paper=_PAPER_NAMES[paper.document],
            text=self._value(name, value),
            words=evidence.words,
            box=evidence.box,
            because="" if name == "time" else self._because(evidence.reason),
            percent=int(sure * 100),
            sure=sure >= SURE,
            fills=None if slip or name == "deductions" else _fills(value),
        )

    def _because(self, stated: str) -> str:
        return "; ".join(reasons_of(self._words, self._language, stated))

    def _value(self, name: str, value: _Value) -> str:
        match value:
            case date():
                return self._words.put(self._language, value, "short")
            case time():
                return self._words.put(self._language, value)
            case Decimal():
                return self._words.put(self._language, Money(value))
            case tuple():
                return self._words.put(self._language, [Money(each.amount) for each in value])
        match name:
            case "payment":
                return self._words.say(self._language, PAYMENT[value])
            case "form":
                return self._words.say(self._language, FORM[value])
            case "category":
                return self._words.say(self._language, CATEGORY.get(value, _SEVERAL_KINDS))
        return value

    def _doubt(self, code: str) -> str:
        return doubt_in_words(self._words, self._language, code)

    def _who(self, actor: str) -> str:
        kind, _colon, name = actor.partition(":")
        if kind == "staff":
            return self._people.get(name, name)
        return self._words.say(self._language, _("Member") if kind == "member" else _("Bot"))

    def _events(self, session: Session, receipt: Receipt, steps: Sequence[ReceiptStep]) -> list[Event]:
        events = [
            Event(step.at, self._who(_by(step)), self._words.say(self._language, STEPS[step.after]), details)
            for step in steps
            if (details := list(self._why(step))) or step.after != "read"
        ]
        for change in receipts.corrections_of(session, receipt):
            named = self._words.say(self._language, FIELD[change.field]) if change.field in FIELD else None
            if named is None:
                continue
            before, after = (
                facts_in_words(self._words, self._language, change.field, value)
                for value in (change.old, change.new)
            )
            what = _("Corrected {field}: {before} → {after}").using(field=named, before=before, after=after)
            events.append(Event(change.at, self._who(change.actor), self._words.say(self._language, what)))
        for remark in receipts.remarks_on(session, receipt):
            said = self._words.say(self._language, _("Wrote: {words}"), words=remark.text)
            events.append(Event(remark.at, self._who(remark.author), said))
        return sorted(events, key=lambda event: event.at)

    def _why(self, step: ReceiptStep) -> Iterator[str]:
        if step.after == "awaiting_review":
            yield from (self._doubt(code) for code in receipts.doubts_of(step))
        elif step.after == "rejected" and step.reason:
            for clause in step.reason.split(", "):
                heading = self._words.heading(clause, self._language)
                yield f"{clause.partition('/')[2]} · {heading}"
        elif step.after == "awaiting_photo" and step.reason:
            known = {**PAPERS, **CAUSES}
            yield from (self._words.say(self._language, known[code]) for code in step.reason.split(", "))
        elif step.reason:
            yield step.reason


def _by(step: ReceiptStep) -> str:
    """Who took a step: what followed from the member's confirmation was done by the rules."""
    decided = step.before in ("awaiting_confirmation", "approved") and step.after != "withdrawn"
    return "bot" if decided and step.actor.startswith("member:") else step.actor


def _reading_of(receipt: Receipt, photo: ReceiptPhoto) -> Reading | None:
    """What was read of a photo; nothing where that was deleted with the member's account."""
    for kept in receipt.reading.get("photos", ()):
        if kept["key"] == photo.key:
            return reading_of(kept)
    return None


def turned(receipt: Receipt, photo: ReceiptPhoto) -> int:
    """By how many degrees a photo was turned clockwise to be read."""
    reading = _reading_of(receipt, photo)
    return 0 if reading is None else reading.turned


def _fills(value: _Value) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
