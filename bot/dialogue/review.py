"""What staff decide about a set under review: once, in one transaction with what the member reads of it.

The points always come from the engine. A reviewer may approve what it approves or leaves to a person; against
the book, with a written reason, only whoever may override it; a set that was used already, nobody.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue import notices, outcome
from bot.dialogue.context import Services
from bot.dialogue.outcome import Again, Speech
from bot.dialogue.payload import encode
from bot.json_values import JsonObject
from bot.languages import Language
from bot.ledger import receipts, talks
from bot.ledger.models import Conversation, Member, Receipt, ReceiptState, ReceiptStep
from bot.ledger.receipts import Judgement
from bot.ledger.store import Act, Database, RuledAct
from bot.wording import Message, _

LONGEST_NOTE = 500

Refusal = Literal["used", "incomplete", "override", "reason", "clauses", "papers", "note"]


class ReviewError(Exception):
    """Something that cannot be decided so; nothing was changed."""


class HeldByAnotherError(ReviewError):
    """Somebody else works on the set."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"{holder} works on the set")
        self.holder = holder


class StaleError(ReviewError):
    """The page is behind: the set is in another state by now, has more photos, or the engine counts
    otherwise."""

    def __init__(self, state: ReceiptState, actor: str) -> None:
        super().__init__(f"the set is {state} by {actor}")
        self.state = state
        self.actor = actor


class RefusedError(ReviewError):
    """The decision is not allowed, or something is missing for it."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides."""

    login: str
    may_override: bool = False

    @property
    def actor(self) -> str:
        """The name in steps and audit."""
        return f"staff:{self.login}"


@dataclass(frozen=True, slots=True)
class InReview:
    """What a reviewer decides on: the facts as corrected, and the last step of the set that they saw."""

    receipt_id: int
    facts: JsonObject
    step: int


@dataclass(slots=True)
class _Act:
    """A decision under way."""

    session: Session
    now: datetime
    receipt: Receipt
    conversation: Conversation | None
    corrected: list[str]


class Review:
    """Decides sets. All methods may be called from any thread. They raise `ReviewError`s, and RequestError
    for a fact of a wrong shape."""

    def __init__(self, database: Database, services: Services, clock: Clock) -> None:
        self._database = database
        self._services = services
        self._clock = clock

    # -- decisions ------------------------------------------------------------------------------------

    def approve(self, case: InReview, by: Reviewer, *, points: int, reason: str = "") -> None:
        """Credit a set. `points` are those that the reviewer saw, `reason` why it goes against the book."""
        with self._deciding(case, by) as act:
            receipt = act.receipt
            judgement = receipts.approve(
                RuledAct(act.session, by.actor, act.now, self._services.engine),
                receipt,
                reason=reason or None,
            )
            _check_approval(judgement, by, reason)
            if judgement.points != points:
                raise StaleError("awaiting_review", "engine")
            if judgement.overrides:
                receipts.remark(act.session, receipt, by.actor, reason, act.now)
                detail = {"clauses": list(judgement.set_aside), "reason": reason}
                Act(act.session, by.actor, act.now).note(
                    "receipt.overridden", f"receipt:{receipt.id}", detail
                )
            decision = judgement.approval
            self._tell(
                act,
                lambda language: outcome.approved(self._speech(language), receipt, decision, act.corrected),
                [(_("⭐ My points"), encode("check_balance"))],
                {"outcome": "approved", "clauses": list(decision.clauses)},
            )

    def reject(
        self, case: InReview, by: Reviewer, *, clauses: Sequence[str], again: bool, note: str = ""
    ) -> None:
        """Reject a set for clauses. `again`: say until when it may be handed in again; `note`: a word of the
        reviewer's to the member."""
        with self._deciding(case, by) as act:
            self._check_clauses(act.receipt, clauses)
            _check_note(note)
            text = self._rejection(act.session, act.receipt, clauses, again=again, note=note, now=act.now)
            if note:
                receipts.remark(act.session, act.receipt, by.actor, note, act.now)
            receipts.reject(Act(act.session, by.actor, act.now), act.receipt, clauses)
            buttons = [(outcome.LOOK_AGAIN, encode("object", r=str(act.receipt.id)))]
            self._tell(act, text, buttons, {"outcome": "rejected", "clauses": list(clauses)})

    def ask_for_photo(
        self, case: InReview, by: Reviewer, *, papers: Sequence[str], causes: Sequence[str], note: str = ""
    ) -> None:
        """Ask the member for another photo of `papers` (`outcome.PAPERS`) for `causes` (`outcome.CAUSES`)."""
        if not papers or not set(papers) <= outcome.PAPERS.keys() or not set(causes) <= outcome.CAUSES.keys():
            raise RefusedError("papers")
        _check_note(note)
        with self._deciding(case, by) as act:
            receipt = act.receipt
            if note:
                receipts.remark(act.session, receipt, by.actor, note, act.now)
            reason = ", ".join([*papers, *causes])
            receipts.move(Act(act.session, by.actor, act.now), receipt, "awaiting_photo", reason=reason)
            detail = {"papers": list(papers), "causes": list(causes)}
            Act(act.session, by.actor, act.now).note("receipt.photo_asked", f"receipt:{receipt.id}", detail)
            number = str(receipt.id)
            self._tell(
                act,
                lambda language: outcome.another_photo(self._speech(language), receipt, papers, causes, note),
                [
                    (outcome.ANOTHER_PHOTO, encode("another_photo", r=number)),
                    (_("I have no other photo"), encode("no_photo", r=number)),
                ],
                {},
            )

    def take_back(self, receipt_id: int, by: Reviewer) -> None:
        """Look at a set without waiting any longer for the photo that was asked for."""
        with self._database.transaction() as session:
            now = self._clock()
            receipt, _conversation = self._locked(session, receipt_id)
            if receipt.state != "awaiting_photo":
                raise StaleError(receipt.state, _last_step(session, receipt).actor)
            reason = receipts.TAKEN_BACK
            receipts.move(Act(session, by.actor, now), receipt, "awaiting_review", reason=reason)

    # -- what a decision would be ----------------------------------------------------------------------

    def judge(self, session: Session, receipt: Receipt, facts: JsonObject) -> Judgement:
        """What the engine says of a set with these facts. Raises RequestError."""
        return receipts.judge(session, self._services.engine, receipt, facts, self._clock())

    def approval_text(self, receipt: Receipt, judgement: Judgement, facts: JsonObject) -> notices.Said:
        """What the member would read of an approval."""
        changed = _changed(receipt.facts, facts)
        seen = receipts.with_facts(receipt, facts)
        return lambda language: outcome.approved(self._speech(language), seen, judgement.approval, changed)

    def rejection_text(
        self,
        session: Session,
        receipt: Receipt,
        facts: JsonObject,
        clauses: Sequence[str],
        *,
        again: bool,
        note: str,
    ) -> notices.Said:
        """What the member would read of a rejection."""
        seen = receipts.with_facts(receipt, facts)
        return self._rejection(session, seen, clauses, again=again, note=note, now=self._clock())

    # --------------------------------------------------------------------------------------------------

    def _check_clauses(self, receipt: Receipt, clauses: Sequence[str]) -> None:
        known = {clause.id for clause in self._services.engine.clauses(receipt.programme)}
        if not clauses or not set(clauses) <= known:
            raise RefusedError("clauses")

    def _rejection(
        self,
        session: Session,
        receipt: Receipt,
        clauses: Sequence[str],
        *,
        again: bool,
        note: str,
        now: datetime,
    ) -> notices.Said:
        engine = self._services.engine
        decision = receipts.judge(session, engine, receipt, receipt.facts, now).decision
        pack = engine.pack(receipt.programme, receipt.issued_on)
        until = Again.of(pack, receipt.issued_on, now) if again else None
        return lambda language: outcome.rejected(
            self._speech(language), receipt, decision, clauses, again=until, note=note
        )

    @contextmanager
    def _deciding(self, case: InReview, by: Reviewer) -> Iterator[_Act]:
        """The set of a case, locked, still as the reviewer saw it and theirs, with the corrected facts."""
        with self._database.transaction() as session:
            now = self._clock()
            receipt, conversation = self._locked(session, case.receipt_id)
            last = _last_step(session, receipt)
            if receipt.state != "awaiting_review" or last.id != case.step:
                raise StaleError(receipt.state, last.actor)
            holder = receipts.claim_review(session, receipt.id, by.login, now)
            if holder != by.login:
                raise HeldByAnotherError(holder)
            before = receipt.facts
            # What is wrong with the shape of a fact is told before anything is written.
            receipts.judge(session, self._services.engine, receipt, case.facts, now)
            receipts.correct(Act(session, by.actor, now), receipt, case.facts)
            yield _Act(session, now, receipt, conversation, _changed(before, case.facts))
            receipts.release_review(session, receipt.id, by.login)
            if conversation is not None:
                talks.receipt_settled(session, conversation, by.login, now)

    def _locked(self, session: Session, receipt_id: int) -> tuple[Receipt, Conversation | None]:
        """A set as it is now. A turn takes its conversation first and the member then, and so do we."""
        receipt = session.get_one(Receipt, receipt_id)
        conversation = None
        if receipt.conversation_id is not None:
            conversation = talks.lock_conversation(session, receipt.conversation_id)
        receipts.lock(session, receipt)
        return receipt, conversation

    def _tell(
        self,
        act: _Act,
        text: notices.Said,
        buttons: Sequence[tuple[Message, str]],
        custom: JsonObject,
    ) -> None:
        """Tell the member, where the set was handed in if that conversation is still theirs."""
        receipt, conversation = act.receipt, act.conversation
        member = act.session.get_one(Member, receipt.member_id)
        theirs = conversation is not None and conversation.member_id == member.id
        notices.tell(
            self._services,
            act.session,
            member,
            text,
            key=f"receipt:{receipt.id}:{_last_step(act.session, receipt).id}",
            now=act.now,
            buttons=buttons,
            custom={"receipt": receipt.id, **custom},
            conversation=conversation if theirs else None,
        )

    def _speech(self, language: Language) -> Speech:
        return Speech(self._services.words, language)


def _check_approval(judgement: Judgement, by: Reviewer, reason: str) -> None:
    """Whether the approval is theirs to give. Raising takes back what the transaction did."""
    if judgement.used:
        raise RefusedError("used")
    if judgement.points is None:
        raise RefusedError("incomplete")
    if judgement.overrides and not by.may_override:
        raise RefusedError("override")
    if judgement.overrides and not reason:
        raise RefusedError("reason")
    _check_note(reason)


def _changed(before: JsonObject, after: JsonObject) -> list[str]:
    return [fact for fact in {**before, **after} if before.get(fact) != after.get(fact)]


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise RefusedError("note")


def _last_step(session: Session, receipt: Receipt) -> ReceiptStep:
    return receipts.steps_of(session, receipt)[-1]
