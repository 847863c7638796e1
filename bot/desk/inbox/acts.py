"""What staff do to a conversation: each form is one act, and says plainly where a page was stale."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from bot.clock import HONG_KONG
from bot.desk.frame import DeskError, Text, TheVisit, Visit, guarded, not_found, staff_names
from bot.desk.inbox import case_words
from bot.desk.inbox.conversation import agents
from bot.desk.inbox.queues import AGENTS
from bot.dialogue import canned
from bot.dialogue.handover import LONGEST_ANSWER, LONGEST_NOTE, Handover
from bot.ledger import talks
from bot.wording import _, n_

LONGEST_LABEL, MOST_LABELS = 30, 8

_DONE = 204  # the page asks for the news itself


router = guarded(*AGENTS)


@router.post("/desk/conversations/{conversation_id}/take")
def take(visit: TheVisit, conversation_id: int) -> Response:
    """Take the conversation."""
    return _act(visit, conversation_id, Handover.take)


@router.post("/desk/conversations/{conversation_id}/begin")
def begin(visit: TheVisit, conversation_id: int) -> Response:
    """Take over from the bot where there is no case."""
    with _told_plainly(visit):
        visit.ports.handover.begin(conversation_id, visit.staff.login)
    return Response(status_code=_DONE)


@router.post("/desk/conversations/{conversation_id}/release")
def release(visit: TheVisit, conversation_id: int) -> Response:
    """Put the conversation back into the queue."""
    return _act(visit, conversation_id, Handover.release)


@router.post("/desk/conversations/{conversation_id}/assign")
def assign(visit: TheVisit, conversation_id: int, to: Text = "") -> Response:
    """Give the conversation to somebody, or to nobody."""
    with visit.reading() as session:
        if to and to not in {login for login, _name in agents(session)}:
            raise DeskError(422, _("Nobody of that name can hold a conversation."))
    return _act(visit, conversation_id, lambda over, case, staff: over.assign(case, staff, to or None))


@router.post("/desk/conversations/{conversation_id}/pending")
def pending(visit: TheVisit, conversation_id: int) -> Response:
    """Wait for the member."""
    return _act(visit, conversation_id, Handover.hold_for_member)


@router.post("/desk/conversations/{conversation_id}/snooze")
def snooze(visit: TheVisit, conversation_id: int, until: Text = "") -> Response:
    """Put the case off until a time."""
    moment = _moment(until)
    if moment is None or moment <= visit.now():
        raise DeskError(422, _("Choose a time that is still to come."))
    return _act(visit, conversation_id, lambda over, case, staff: over.snooze(case, staff, moment))


@router.post("/desk/conversations/{conversation_id}/resolve")
def resolve(visit: TheVisit, conversation_id: int, seen: Annotated[int, Form()]) -> Response:
    """Close the case, unless the member wrote after the message last `seen`."""
    return _act(visit, conversation_id, lambda over, case, staff: over.resolve(case, staff, seen=seen))


@router.post("/desk/conversations/{conversation_id}/reopen")
def reopen(visit: TheVisit, conversation_id: int) -> Response:
    """Take a closed case up again."""
    return _act(visit, conversation_id, Handover.reopen)


@router.post("/desk/conversations/{conversation_id}/priority")
def priority(visit: TheVisit, conversation_id: int, priority: Annotated[int, Form()]) -> Response:
    """Let the case come sooner or later."""
    if priority not in case_words.PRIORITIES:
        raise not_found()
    return _act(visit, conversation_id, lambda over, case, staff: over.prioritise(case, staff, priority))


@router.post("/desk/conversations/{conversation_id}/labels")
def labels(visit: TheVisit, conversation_id: int, labels: Text = "") -> Response:
    """Set the labels of the case."""
    wanted = _labels(labels.split(","))
    return _act(visit, conversation_id, lambda over, case, staff: over.label(case, staff, wanted))


@router.post("/desk/conversations/{conversation_id}/note")
def note(visit: TheVisit, conversation_id: int, text: Text = "") -> Response:
    """Write something down for the others."""
    text = _sendable(text, LONGEST_NOTE)
    return _act(visit, conversation_id, lambda over, case, staff: over.note(case, staff, text))


@router.post("/desk/conversations/{conversation_id}/answer")
def answer(visit: TheVisit, conversation_id: int, key: Text, text: Text = "") -> Response:
    """Answer the member."""
    text = _sendable(text, LONGEST_ANSWER)
    if not 8 <= len(key) <= 64 or not key.isascii():
        raise not_found()
    if names_left := canned.unfilled(text):
        raise DeskError(
            422,
            _("Nothing is known for {names}. Write something in its place, then send.").using(
                names=[f"{{{name}}}" for name in names_left]
            ),
        )

    # The same draft sent twice is one message; a text that was changed in between is another one.
    once = f"{key}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"
    return _act(visit, conversation_id, lambda over, case, staff: over.answer(case, staff, text, key=once))


def _act(visit: Visit, conversation_id: int, do: Callable[[Handover, int, str], object]) -> Response:
    """Do something to the conversation's last case; the page asks for the news then."""
    with visit.reading() as session:
        entry = talks.inbox_entry(session, conversation_id)
    if entry is None or entry.case is None:
        raise not_found()
    with _told_plainly(visit):
        do(visit.ports.handover, entry.case.id, visit.staff.login)
    return Response(status_code=_DONE)


@contextmanager
def _told_plainly(visit: Visit) -> Iterator[None]:
    """What a stale page or another person stands in the way of, in words."""
    try:
        yield
    except talks.HeldByAnotherError as error:
        with visit.reading() as session:
            holder = staff_names(session).get(error.holder, error.holder)
        raise DeskError(
            409,
            _("{name} has this conversation now. Nothing was done; what you wrote is kept.").using(
                name=holder
            ),
        ) from error
    except talks.WrongStatusError as error:
        status = case_words.STATUSES[error.status][0]
        raise DeskError(
            409,
            _("This page was out of date, so nothing was done: the case is now “{status}”.").using(
                status=status
            ),
        ) from error
    except talks.MemberWroteError as error:
        raise DeskError(
            409,
            _("The member has just written again. Read it first; then resolve the case."),
        ) from error
    except talks.NoSuchCaseError as error:
        raise not_found() from error


# -- what a form may hold -----------------------------------------------------------------------------------


def _sendable(text: str, longest: int) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise DeskError(422, _("There is nothing to send yet: write something first."))
    if len(text) > longest:
        raise DeskError(
            422,
            n_(
                "The text is one character too long. Nothing was sent; shorten it or send it in parts.",
                "The text is {count} characters too long. Nothing was sent; shorten it or send it in parts.",
            ).using(count=len(text) - longest),
        )
    return text


def _labels(typed: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(label for part in typed if (label := " ".join(part.split()))))
    if len(wanted) > MOST_LABELS or any(len(label) > LONGEST_LABEL for label in wanted):
        raise DeskError(
            422,
            _("A case has at most {most} labels of {longest} characters each.").using(
                most=MOST_LABELS, longest=LONGEST_LABEL
            ),
        )
    return wanted


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=HONG_KONG)
