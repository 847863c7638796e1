"""The inbox: queues of cases, the search, and beside them the conversation that is open."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.clock import HONG_KONG
from bot.desk.frame.navigation import Entry
from bot.desk.frame.pages import Desk
from bot.desk.frame.people import SignedIn
from bot.desk.inbox import case_words
from bot.ledger import staff, talks
from bot.ledger.models import Role
from bot.ledger.talks import QUEUES, QueueName, QueuePlace
from bot.text.scripts import in_script
from bot.wording import _

AGENTS: tuple[Role, ...] = ("agent",)  # who answers
READERS: tuple[Role, ...] = ("agent", "reviewer")  # who may look

_LONGEST_QUERY = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=HONG_KONG)


def inbox_routes(desk: Desk) -> APIRouter:
    """The page without a conversation, and the list that a page asks for again when something changed."""
    routes = desk.router(*READERS)
    desk.navigation.add(Entry("inbox", _("Inbox"), "/desk/inbox", "inbox", READERS, count=_waiting))

    @routes.get("/desk/inbox")
    def page(request: Request, queue: str = "waiting", q: str = "", after: str = "") -> Response:
        with desk.ports.database.reading() as session:
            values = list_values(desk, session, request, queue, q, after)
        return desk.render(request, "inbox.html", view=None, **values)

    @routes.get("/desk/inbox/list")
    def part(request: Request, queue: str = "waiting", q: str = "", after: str = "") -> Response:
        with desk.ports.database.reading() as session:
            values = list_values(desk, session, request, queue, q, after)
        return desk.render(request, "inbox_list.html", **values)

    return routes


def list_values(
    desk: Desk, session: Session, request: Request, queue: str, query: str, after: str
) -> dict[str, Any]:
    """What the list's template needs; an unknown queue is the first one."""
    login = desk.staff(request).login
    chosen: QueueName = next((known for known in QUEUES if known == queue), QUEUES[0])
    query = query.strip()[:_LONGEST_QUERY]
    following = None
    if query:
        spellings = [query, in_script(query, "zh-Hant"), in_script(query, "zh-Hans")]
        entries = talks.search_inbox(session, desk.ports.services.home_programme, spellings)
    else:
        page = talks.inbox_page(session, chosen, login, _place(after))
        entries, following = list(page.entries), page.following
    return {
        "queue": chosen,
        "queues": QUEUES,
        "counts": talks.queue_counts(session, login),
        "query": query,
        "after": after,
        "entries": entries,
        "following": None if following is None else _address(following),
        "people": names(session),
        "words": case_words,
        "now": desk.ports.clock(),
    }


def names(session: Session) -> Mapping[str, str]:
    """What the people of the desk are called, by login."""
    return {person.login: person.name for person in staff.all_staff(session)}


def _waiting(session: Session, staff: SignedIn) -> int:
    return talks.queue_counts(session, staff.login)["waiting"]


def _address(place: QueuePlace) -> str:
    """A place in a queue as part of an address."""
    moment = (place.since - _EPOCH) // timedelta(microseconds=1)
    return f"{place.nobody_waits}.{place.priority}.{moment}.{place.case_id}"


def _place(address: str) -> QueuePlace | None:
    """The place in an address; None for the queue's beginning, and for what nobody was given."""
    parts = address.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in parts):
        return None
    nobody_waits, priority, moment, case_id = map(int, parts)
    try:
        return QueuePlace(nobody_waits, priority, _EPOCH + timedelta(microseconds=moment), case_id)
    except OverflowError:
        return None
