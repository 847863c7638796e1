"""One conversation: what was said on both sides, what the bot understood, and how its case stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import ModuleType
from typing import TypedDict

from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from bot.clock import HONG_KONG
from bot.desk.frame import Text, TheVisit, Visit, guarded, not_found, staff_names, with_included
from bot.desk.inbox import case_words
from bot.desk.inbox.queues import AGENTS, READERS, list_values
from bot.desk.inbox.transcript_view import Act, Bubble, Note, viewed
from bot.dialogue import handover
from bot.languages import Language, nearest_language
from bot.ledger import staff, talks
from bot.ledger.models import Case, ChatMessage
from bot.ledger.talks import Transcript, transcript
from bot.pages import LANGUAGE_NAMES
from bot.understanding import detect_language
from bot.wording import Message, _

# A working day begins; what is put off until another day comes back then.
_MORNING = time(9, 30)


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


router = guarded(*READERS)


@router.get("/desk/conversations/{conversation_id}")
def page(
    visit: TheVisit, conversation_id: int, queue: str = "waiting", q: str = "", after: str = ""
) -> Response:
    """The conversation: as a page beside its queue, or as the part of one."""
    visit.saw("conversation.viewed", f"conversation:{conversation_id}")
    with visit.reading() as session:
        values = _values(visit, session, conversation_id)
        around = {} if visit.is_fragment else list_values(visit, session, queue, q, after)
    return visit.render("conversation.html" if visit.is_fragment else "inbox.html", **{**around, **values})


@router.get("/desk/conversations/{conversation_id}/now")
def now(visit: TheVisit, conversation_id: int) -> Response:
    """The conversation as it stands by now, for a page that shows it already."""
    with visit.reading() as session:
        values = _values(visit, session, conversation_id)
    return visit.render("conversation_now.html", **values)


@router.get("/desk/conversations/{conversation_id}/earlier")
def earlier(visit: TheVisit, conversation_id: int, before: int) -> Response:
    """The lines before those that a page shows; a header says whether there are earlier ones still."""
    with visit.reading() as session:
        values = _values(visit, session, conversation_id, before)
    response = visit.render("conversation_lines.html", **values)
    if values["view"].transcript.earlier is not None:
        response.headers["X-Earlier"] = "yes"
    return response


@router.get("/desk/conversations/{conversation_id}/photos/{message_id}/{number}")
def photo(visit: TheVisit, conversation_id: int, message_id: int, number: int) -> Response:
    """A photo that a member sent."""
    with visit.reading() as session:
        message = _message(session, conversation_id, message_id)
        photos = message.photos
    key = photos[number]["key"] if 0 <= number < len(photos) else None
    if key is None:
        raise not_found()
    try:
        return _picture(visit.ports.services.photos.load(key))
    except KeyError:
        raise not_found() from None


@router.get("/desk/conversations/{conversation_id}/pictures/{message_id}")
def picture(visit: TheVisit, conversation_id: int, message_id: int) -> Response:
    """A picture that the bot sent."""
    with visit.reading() as session:
        image = _message(session, conversation_id, message_id).image
    if image is None:
        raise not_found()
    return _picture(image)


@router.post("/desk/writing")
def writing(text: Text = "") -> Response:
    """The language that a draft is written in, so that the page can show it beside the member's."""
    found = detect_language(text[:2000]) if text.strip() else None
    return JSONResponse({"language": found, "name": LANGUAGE_NAMES[found] if found else None})


# -- what a conversation's templates need -------------------------------------------------------------------


class _Values(TypedDict):
    view: View
    items: Sequence[Bubble | Note | Act]
    people: Mapping[str, str]
    agents: Sequence[tuple[str, str]]
    words: ModuleType
    now: datetime
    snoozes: Sequence[tuple[Message, datetime]]
    longest: int
    may_act: bool


def _values(visit: Visit, session: Session, conversation_id: int, before: int | None = None) -> _Values:
    entry = talks.inbox_entry(session, conversation_id)
    if entry is None:
        raise not_found()
    staff, now = visit.staff, visit.now()
    part = transcript(session, conversation_id, before)
    people = staff_names(session)
    return {
        "view": View(
            entry=entry,
            transcript=part,
            reads=nearest_language(entry.conversation.language),
            mine=entry.case is not None and entry.case.assignee == staff.login,
        ),
        "items": viewed(part, visit.words, staff.language, people),
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


def _snoozes(now: datetime) -> list[tuple[Message, datetime]]:
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


def _message(session: Session, conversation_id: int, message_id: int) -> ChatMessage:
    message = session.get(ChatMessage, message_id)
    if message is None or message.conversation_id != conversation_id:
        raise not_found()
    return message


def _picture(data: bytes) -> Response:
    media = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return Response(data, media_type=media, headers={"Cache-Control": "private, max-age=3600"})
