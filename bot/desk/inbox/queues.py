"""The inbox: queues of cases, the search, and beside them the conversation that is open."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.clock import HONG_KONG
from bot.desk.frame import NavigationEntry, SignedIn, TheVisit, Visit, guarded, staff_names
from bot.desk.inbox import case_words
from bot.ledger import talks
from bot.ledger.models import Role
from bot.ledger.talks import QUEUES, QueueName, QueuePlace
from bot.text import in_script
from bot.wording import _

AGENTS: tuple[Role, ...] = ("agent",)  # who answers
READERS: tuple[Role, ...] = ("agent", "reviewer")  # who may look

_LONGEST_QUERY = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=HONG_KONG)


def _waiting(session: Session, staff: SignedIn) -> int:
    return talks.queue_counts(session, staff.login)["waiting"]


ENTRY = NavigationEntry("inbox", _("Inbox"), "/desk/inbox", "inbox", READERS, count=_waiting)

router = guarded(*READERS)


@router.get("/desk/inbox")
def page(visit: TheVisit, queue: str = "waiting", q: str = "", after: str = "") -> Response:
    """The page without a conversation."""
    with visit.reading() as session:
        values = list_values(visit, session, queue, q, after)
    return visit.render("inbox.html", view=None, **values)


@router.get("/desk/inbox/list")
def part(visit: TheVisit, queue: str = "waiting", q: str = "", after: str = "") -> Response:
    """The list, which a page asks for again when something changed."""
    with visit.reading() as session:
        values = list_values(visit, session, queue, q, after)
    return visit.render("inbox_list.html", **values)


def list_values(visit: Visit, session: Session, queue: str, query: str, after: str) -> dict[str, object]:
    """What the list's template needs; an unknown queue is the first one."""
    login = visit.staff.login
    chosen: QueueName = next((known for known in QUEUES if known == queue), QUEUES[0])
    query = query.strip()[:_LONGEST_QUERY]
    following = None
    if query:
        spellings = [query, in_script(query, "zh-Hant"), in_script(query, "zh-Hans")]
        entries = talks.search_inbox(session, visit.programme, spellings)
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
        "people": staff_names(session),
        "words": case_words,
        "now": visit.now(),
    }


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
