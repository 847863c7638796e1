"""What staff do to a conversation: each form is one act, and says plainly where a page was stale."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from bot.clock import HONG_KONG
from bot.desk.frame.errors import DeskError, not_found
from bot.desk.frame.pages import Desk
from bot.desk.inbox import case_words
from bot.desk.inbox.conversation import agents
from bot.desk.inbox.queues import AGENTS, names
from bot.dialogue import canned, handover
from bot.ledger import talks
from bot.wording import _, n_

LONGEST_LABEL, MOST_LABELS = 30, 8

_DONE = 204  # the page asks for the news itself

Text = Annotated[str, Form()]


def act_routes(desk: Desk) -> APIRouter:
    """The forms of a conversation, for those who answer."""
    routes = desk.router(*AGENTS)
    over = desk.ports.handover

    def act(request: Request, conversation_id: int, do: Callable[[int, str], Any]) -> Response:
        """Do something to the conversation's last case; the page asks for the news then."""
        with desk.ports.database.reading() as session:
            entry = talks.inbox_entry(session, conversation_id)
        if entry is None or entry.case is None:
            raise not_found()
        with _told_plainly(desk):
            do(entry.case.id, desk.staff(request).login)
        return Response(status_code=_DONE)

    @routes.post("/desk/conversations/{conversation_id}/take")
    def take(request: Request, conversation_id: int) -> Response:
        return act(request, conversation_id, over.take)

    @routes.post("/desk/conversations/{conversation_id}/begin")
    def begin(request: Request, conversation_id: int) -> Response:
        with _told_plainly(desk):
            over.begin(conversation_id, desk.staff(request).login)
        return Response(status_code=_DONE)

    @routes.post("/desk/conversations/{conversation_id}/release")
    def release(request: Request, conversation_id: int) -> Response:
        return act(request, conversation_id, over.release)

    @routes.post("/desk/conversations/{conversation_id}/assign")
    def assign(request: Request, conversation_id: int, to: Text = "") -> Response:
        with desk.ports.database.reading() as session:
            if to and to not in {login for login, _name in agents(session)}:
                raise DeskError(422, _("Nobody of that name can hold a conversation."))
        return act(request, conversation_id, lambda case, staff: over.assign(case, staff, to or None))

    @routes.post("/desk/conversations/{conversation_id}/pending")
    def pending(request: Request, conversation_id: int) -> Response:
        return act(request, conversation_id, over.hold_for_member)

    @routes.post("/desk/conversations/{conversation_id}/snooze")
    def snooze(request: Request, conversation_id: int, until: Text = "") -> Response:
        moment = _moment(until)
        if moment is None or moment <= desk.ports.clock():
            raise DeskError(422, _("Choose a time that is still to come."))
        return act(request, conversation_id, lambda case, staff: over.snooze(case, staff, moment))

    @routes.post("/desk/conversations/{conversation_id}/resolve")
    def resolve(request: Request, conversation_id: int, seen: Annotated[int, Form()]) -> Response:
        return act(request, conversation_id, lambda case, staff: over.resolve(case, staff, seen=seen))

    @routes.post("/desk/conversations/{conversation_id}/reopen")
    def reopen(request: Request, conversation_id: int) -> Response:
        return act(request, conversation_id, over.reopen)

    @routes.post("/desk/conversations/{conversation_id}/priority")
    def priority(request: Request, conversation_id: int, priority: Annotated[int, Form()]) -> Response:
        if priority not in case_words.PRIORITIES:
            raise not_found()
        return act(request, conversation_id, lambda case, staff: over.prioritise(case, staff, priority))

    @routes.post("/desk/conversations/{conversation_id}/labels")
    def labels(request: Request, conversation_id: int, labels: Text = "") -> Response:
        wanted = _labels(labels.split(","))
        return act(request, conversation_id, lambda case, staff: over.label(case, staff, wanted))

    @routes.post("/desk/conversations/{conversation_id}/note")
    def note(request: Request, conversation_id: int, text: Text = "") -> Response:
        text = _sendable(text, handover.LONGEST_NOTE)
        return act(request, conversation_id, lambda case, staff: over.note(case, staff, text))

    @routes.post("/desk/conversations/{conversation_id}/answer")
    def answer(request: Request, conversation_id: int, key: Text, text: Text = "") -> Response:
        text = _sendable(text, handover.LONGEST_ANSWER)
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
        return act(request, conversation_id, lambda case, staff: over.answer(case, staff, text, key=once))

    return routes


@contextmanager
def _told_plainly(desk: Desk) -> Iterator[None]:
    """What a stale page or another person stands in the way of, in words."""
    try:
        yield
    except talks.HeldByAnotherError as error:
        with desk.ports.database.reading() as session:
            holder = names(session).get(error.holder, error.holder)
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
