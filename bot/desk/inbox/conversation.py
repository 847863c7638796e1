"""One conversation: what was said on both sides, what the bot understood, and how its case stands."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from bot.clock import HONG_KONG
from bot.desk.frame.errors import not_found
from bot.desk.frame.pages import Desk, is_fragment
from bot.desk.frame.people import with_included
from bot.desk.inbox import case_words
from bot.desk.inbox.queues import AGENTS, READERS, list_values, names
from bot.desk.inbox.transcript_view import viewed
from bot.dialogue import handover
from bot.languages import Language, nearest_language
from bot.ledger import staff, talks
from bot.ledger.models import Case, Message
from bot.ledger.talks import Transcript, transcript
from bot.pages import LANGUAGE_NAMES
from bot.understanding import detect_language
from bot.wording import Message as Words
from bot.wording import _

# A working day begins; what is put off until another day comes back then.
_MORNING = time(9, 30)

Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class View:
    """A conversation as the page shows it. `mine`: the person who reads holds its case."""

    entry: talks.InboxEntry
    transcript: Transcript
    reads: Language
    mine: bool

    @property
    def case(self) -> Case | None:
        return self.entry.case

    @property
    def active(self) -> bool:
        """Whether there is a case that is not resolved."""
        return self.case is not None and self.case.status != "resolved"


def conversation_routes(desk: Desk) -> APIRouter:
    """The conversation as a page or a part of one, and its pictures."""
    routes = desk.router(*READERS)

    @routes.get("/desk/conversations/{conversation_id}")
    def page(
        request: Request, conversation_id: int, queue: str = "waiting", q: str = "", after: str = ""
    ) -> Response:
        desk.saw(request, "conversation.viewed", f"conversation:{conversation_id}")
        with desk.ports.database.reading() as session:
            values = _values(desk, session, request, conversation_id)
            if not is_fragment(request):
                values = list_values(desk, session, request, queue, q, after) | values
        return desk.render(request, "conversation.html" if is_fragment(request) else "inbox.html", **values)

    @routes.get("/desk/conversations/{conversation_id}/now")
    def now(request: Request, conversation_id: int) -> Response:
        with desk.ports.database.reading() as session:
            values = _values(desk, session, request, conversation_id)
        return desk.render(request, "conversation_now.html", **values)

    @routes.get("/desk/conversations/{conversation_id}/earlier")
    def earlier(request: Request, conversation_id: int, before: int) -> Response:
        with desk.ports.database.reading() as session:
            values = _values(desk, session, request, conversation_id, before)
        response = desk.render(request, "conversation_lines.html", **values)
        if values["view"].transcript.earlier is not None:
            response.headers["X-Earlier"] = "yes"
        return response

    @routes.get("/desk/conversations/{conversation_id}/photos/{message_id}/{number}")
    def photo(conversation_id: int, message_id: int, number: int) -> Response:
        with desk.ports.database.reading() as session:
            message = _message(session, conversation_id, message_id)
            photos = message.photos
        if not 0 <= number < len(photos) or not photos[number].get("key"):
            raise not_found()
        try:
            return _picture(desk.ports.services.photos.load(photos[number]["key"]))
        except KeyError:
            raise not_found() from None

    @routes.get("/desk/conversations/{conversation_id}/pictures/{message_id}")
    def picture(conversation_id: int, message_id: int) -> Response:
        with desk.ports.database.reading() as session:
            image = _message(session, conversation_id, message_id).image
        if image is None:
            raise not_found()
        return _picture(image)

    @routes.post("/desk/writing")
    def writing(request: Request, text: Text = "") -> Response:
        """The language that a draft is written in, so that the page can show it beside the member's."""
        found = detect_language(text[:2000]) if text.strip() else None
        return JSONResponse({"language": found, "name": LANGUAGE_NAMES[found] if found else None})

    return routes


# -- what a conversation's templates need -------------------------------------------------------------------


def _values(
    desk: Desk, session: Session, request: Request, conversation_id: int, before: int | None = None
) -> dict[str, Any]:
    entry = talks.inbox_entry(session, conversation_id)
    if entry is None:
        raise not_found()
    staff, now = desk.staff(request), desk.ports.clock()
    part = transcript(session, conversation_id, before)
    people = names(session)
    return {
        "view": View(
            entry=entry,
            transcript=part,
            reads=nearest_language(entry.conversation.language),
            mine=entry.case is not None and entry.case.assignee == staff.login,
        ),
        "items": viewed(part, desk.ports.words, staff.language, people),
        "people": people,
        "agents": agents(session),
        "words": case_words,
        "now": now,
        "snoozes": _snoozes(now),
        "longest": handover.LONGEST_ANSWER,
        "may_act": staff.may(*AGENTS),
    }


def agents(session: Session) -> list[tuple[str, str]]:
    """Login and name of everybody who can hold a conversation."""
    return [
        (person.login, person.name)
        for person in staff.all_staff(session)
        if person.active and with_included(person.roles) & set(AGENTS)
    ]


def _snoozes(now: datetime) -> list[tuple[Words, datetime]]:
    """Until when a case is usually put off."""
    soon = now.replace(second=0, microsecond=0)
    tomorrow = datetime.combine(now.date() + timedelta(days=1), _MORNING, HONG_KONG)
    monday = datetime.combine(now.date() + timedelta(days=7 - now.weekday()), _MORNING, HONG_KONG)
    return [
        (_("For an hour"), soon + timedelta(hours=1)),
        (_("For three hours"), soon + timedelta(hours=3)),
        (_("Until tomorrow"), tomorrow),
        (_("Until Monday"), monday),
    ]


def _message(session: Session, conversation_id: int, message_id: int) -> Message:
    message = session.get(Message, message_id)
    if message is None or message.conversation_id != conversation_id:
        raise not_found()
    return message


def _picture(data: bytes) -> Response:
    media = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return Response(data, media_type=media, headers={"Cache-Control": "private, max-age=3600"})
