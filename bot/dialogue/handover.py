"""What staff do to a conversation, and what time does to it when they don't: each act in one transaction.

The state, the audit entry and what the member is told happen together or not at all.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue import desk_words
from bot.dialogue.context import Context, Request, Services
from bot.dialogue.flows import upload
from bot.dialogue.recording import record
from bot.dialogue.turn import Image, Reply
from bot.ledger import staff, talks
from bot.ledger.models import Case, Conversation
from bot.ledger.store import Database
from bot.ledger.talks import CaseError, Need

log = logging.getLogger(__name__)

LONGEST_ANSWER = 4000
LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take: a person's answer, until the bot is back; the member's, until the case is
    closed."""

    answer: timedelta = timedelta(minutes=15)
    silence: timedelta = timedelta(hours=24)


class Sent(NamedTuple):
    """A message of a member of staff as it was recorded; `again` when the same form came before."""

    seq: int
    again: bool


class Handover:
    """Acts on cases. All methods may be called from any thread; `staff` is a login.

    They raise `HeldByAnotherError` (with the login of the holder), `WrongStatusError` for a stale
    page, `MemberWroteError` and `NoSuchCaseError`. All are `CaseError`, and nothing was
    changed. `ValueError` is for what no form should send.
    """

    def __init__(
        self, database: Database, services: Services, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._database = database
        self._services = services
        self._clock = clock
        self._patience = patience or Patience()

    # -- who has it --------------------------------------------------------------------------------------

    def take(self, case_id: int, staff: str) -> None:
        """Hold the case: the bot is silent from here on, and the member told who is there. Of two people who
        take it at once one gets it."""
        with self._changing(case_id) as act:
            if talks.take_case(act.session, act.case, staff, act.now):
                act.joined(staff)

    def assign(self, case_id: int, staff: str, to: str | None) -> None:
        """Give the case to somebody else, or to nobody, whoever holds it."""
        with self._changing(case_id) as act:
            before = act.holder
            if to == before:
                return
            talks.assign_case(act.session, act.case, staff, to, act.now)
            if to is not None:
                act.joined(to)
            elif before is not None:
                act.left(desk_words.back_in_queue(act.ctx, act.case, act.name(before)))

    def release(self, case_id: int, staff: str) -> None:
        """Put a case that one holds back into the queue: the bot is back."""
        with self._changing(case_id) as act:
            before = act.holder
            talks.release_case(act.session, act.case, staff, act.now)
            if before is not None:
                act.left(desk_words.back_in_queue(act.ctx, act.case, act.name(before)))

    def begin(self, conversation_id: int, staff: str) -> int:
        """Take up a conversation in which nobody asked for a person; the number of its case."""
        with self._database.transaction() as session:
            conversation = talks.lock_conversation(session, conversation_id)
            case, _opened = talks.open_case(session, conversation, Need("staff"), now=self._clock())
            act = self._act(session, case)
            if talks.take_case(session, case, staff, act.now):
                act.joined(staff)
            return case.id

    # -- what is said and noted ---------------------------------------------------------------------------

    def answer(self, case_id: int, staff: str, text: str, *, key: str, image: Image | None = None) -> Sent:
        """Write to the member, or send a picture. A case that nobody holds is taken by that.

        `key` comes with the form: one that is sent twice is one message. Raises ValueError for a text that is
        empty or longer than LONGEST_ANSWER.
        """
        if image is None:
            text = _checked(text, LONGEST_ANSWER)
        with self._changing(case_id) as act:
            earlier = talks.find_outgoing(act.session, act.conversation, f"desk:{key}")
            if earlier is not None:
                return Sent(earlier.seq, True)
            if talks.take_case(act.session, act.case, staff, act.now):
                act.joined(staff)
            talks.case_answered(act.session, act.case, act.now)
            (sent,) = record(
                act.session,
                act.conversation,
                [Reply(text, image=image, custom={"person": act.name(staff)})],
                act.now,
                author=f"staff:{staff}",
                key=f"desk:{key}",
            )
            return Sent(sent.seq, False)

    def note(self, case_id: int, staff: str, text: str) -> int:
        """Write something down that the member never sees; the note's id. Raises ValueError like `answer`."""
        text = _checked(text, LONGEST_NOTE)
        with self._changing(case_id) as act:
            return talks.add_note(act.session, act.case, staff, text, act.now).id

    def label(self, case_id: int, staff: str, labels: Iterable[str]) -> None:
        """Set the labels of a case."""
        with self._changing(case_id) as act:
            talks.label_case(act.session, act.case, staff, labels, act.now)

    def prioritise(self, case_id: int, staff: str, priority: int) -> None:
        """Set how urgent a case is: `URGENT_PRIORITY`, `USUAL_PRIORITY` or `LOW_PRIORITY`."""
        if priority not in (talks.URGENT_PRIORITY, talks.USUAL_PRIORITY, talks.LOW_PRIORITY):
            raise ValueError(f"no priority {priority}")
        with self._changing(case_id) as act:
            talks.prioritise_case(act.session, act.case, staff, priority, act.now)

    # -- how it goes on -------------------------------------------------------------------------------------

    def hold_for_member(self, case_id: int, staff: str) -> None:
        """It is the member's turn (`pending`); what they write makes the case open again."""
        with self._changing(case_id) as act:
            talks.hold_for_member(act.session, act.case, staff, act.now)

    def snooze(self, case_id: int, staff: str, until: datetime) -> None:
        """Put the case off until then; the bot is back meanwhile."""
        with self._changing(case_id) as act:
            before = act.holder
            talks.snooze_case(act.session, act.case, staff, until, act.now)
            if before is not None:
                act.left(desk_words.put_off(act.ctx, act.name(before)))

    def resolve(self, case_id: int, staff: str, *, seen: int) -> None:
        """The matter is settled: the bot is back, and the member asked once how it was.

        `seen` is the seq of the last message on the page of whoever resolves. Where the member has written
        since, the case stays as it is (`MemberWroteError`).
        """
        with self._changing(case_id) as act:
            before = act.holder
            talks.resolve_case(act.session, act.case, staff, act.now, seen=seen)
            if before is not None:
                act.left(desk_words.settled(act.ctx, act.name(before)))
            elif act.case.reason != "receipt":
                act.say([desk_words.closed(act.ctx, act.case)])
            if talks.ask_satisfaction(act.session, act.case, act.now):
                act.say([desk_words.how_was_it(act.ctx, act.case)])

    def reopen(self, case_id: int, staff: str) -> None:
        """Take up a resolved case again, and hold it."""
        with self._changing(case_id) as act:
            talks.reopen_case(act.session, act.case, staff, act.now)
            act.joined(staff)

    # -- what time does ----------------------------------------------------------------------------------

    def run_timers(self) -> None:
        """Everything that is due by now; to be called every few seconds, by any number of processes."""
        now = self._clock()
        self.return_unanswered(now)
        self.wake_snoozed(now)
        self.close_silent(now)

    def return_unanswered(self, now: datetime) -> int:
        """Bring the bot back where a person has not answered for too long, and tell members who wait for
        somebody that it takes longer; how many were told. Each hears it once."""
        late = now - self._patience.answer
        waiting = select(Case.id).where(
            Case.status == "open", Case.waiting_since <= late, Case.reason != "receipt"
        )
        held = self._each(waiting.where(Case.assignee.is_not(None)), now, self._return_if_late)
        return held + self._each(
            waiting.where(Case.assignee.is_(None), Case.delay_told_at.is_(None)), now, self._tell_of_delay
        )

    def wake_snoozed(self, now: datetime) -> int:
        """Put cases back that were put off until now; how many."""
        return self._each(
            select(Case.id).where(Case.status == "snoozed", Case.snoozed_until <= now), now, self._wake
        )

    def close_silent(self, now: datetime) -> int:
        """Resolve cases whose member has been silent for too long; how many."""
        return self._each(select(Case.id).where(Case.status == "pending"), now, self._close_if_silent)

    # ----------------------------------------------------------------------------------------------------

    def _return_if_late(self, act: "_Act") -> bool:
        case = act.case
        if case.status != "open" or case.assignee is None or not self._late(act):
            return False
        talks.assign_case(act.session, case, talks.CASE_TIMER, None, act.now)
        case.delay_told_at = act.now
        act.left(desk_words.nobody_answered(act.ctx, case))
        return True

    def _tell_of_delay(self, act: "_Act") -> bool:
        case = act.case
        if case.status != "open" or case.assignee is not None or case.delay_told_at or not self._late(act):
            return False
        hours = staff.hours_of(act.session, self._services.home_programme)
        since = hours.open_since(act.now)
        if hours.known and (since is None or since > act.now - self._patience.answer):
            return False  # they were told when somebody will be there
        case.delay_told_at = act.now
        act.say([desk_words.takes_longer(act.ctx, case)])
        return True

    def _late(self, act: "_Act") -> bool:
        since = act.case.waiting_since
        return since is not None and since <= act.now - self._patience.answer

    def _wake(self, act: "_Act") -> bool:
        case = act.case
        if case.status != "snoozed" or case.snoozed_until is None or case.snoozed_until > act.now:
            return False
        talks.wake_case(act.session, case, talks.CASE_TIMER, act.now)
        if case.assignee is not None:
            act.joined(case.assignee)
        return True

    def _close_if_silent(self, act: "_Act") -> bool:
        last = act.conversation.updated_at
        if act.case.status != "pending" or last > act.now - self._patience.silence:
            return False
        before = act.case.assignee
        talks.resolve_case(act.session, act.case, talks.CASE_TIMER, act.now)
        if before is not None:
            act.left(desk_words.closed_in_silence(act.ctx))
        return True

    def _each(self, chosen: Select[int], now: datetime, act: Callable[["_Act"], bool]) -> int:
        """Do something to each of the chosen cases, in a transaction each; how often it was done."""
        with self._database.reading() as session:
            found = session.scalars(chosen.order_by(Case.id)).all()
        done = 0
        for case_id in found:
            try:
                with self._changing(case_id, now) as one:
                    done += act(one)
            except CaseError as error:  # somebody was faster
                log.info("case %s is left as it is: %s", case_id, error)
        return done

    @contextmanager
    def _changing(self, case_id: int, now: datetime | None = None) -> Iterator["_Act"]:
        with self._database.transaction() as session:
            yield self._act(session, talks.lock_case(session, case_id), now)

    def _act(self, session: Session, case: Case, now: datetime | None = None) -> "_Act":
        return _Act(
            case,
            Context(
                self._services, session, case.conversation, now or self._clock(), Request("talk_to_human")
            ),
        )


@dataclass(frozen=True, slots=True)
class _Act:
    """One change to one case, its conversation locked."""

    case: Case
    ctx: Context

    @property
    def session(self) -> Session:
        return self.ctx.session

    @property
    def now(self) -> datetime:
        return self.ctx.now

    @property
    def conversation(self) -> Conversation:
        return self.ctx.conversation

    @property
    def holder(self) -> str | None:
        """Who speaks with the member at the moment."""
        return self.case.assignee if self.conversation.owner == "person" else None

    def name(self, login: str) -> str | None:
        """What a member of staff is called before members; `PLACE/NAME` works at a desk elsewhere."""
        _place, slash, elsewhere = login.partition("/")
        if slash:
            return elsewhere
        found = staff.find_staff(self.session, login)
        return found.name if found is not None else None

    def say(self, replies: Iterable[Reply]) -> None:
        """The bot says something."""
        record(self.session, self.conversation, replies, self.now)

    def joined(self, login: str) -> None:
        """A person has the conversation now. What the bot was asking must not be answered by accident."""
        if self.ctx.flow != upload.NAME:
            self.ctx.leave()
        self.say([desk_words.joined(self.ctx, self.name(login))])

    def left(self, reply: Reply) -> None:
        """The bot is back, and says so."""
        self.say([reply, *upload.resume(self.ctx)])


def _checked(text: str, longest: int, *, empty: bool = False) -> str:
    text = text.strip()
    if not (text or empty) or len(text) > longest:
        raise ValueError(f"a text has 1 to {longest} characters")
    return text
