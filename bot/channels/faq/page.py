"""The rules as a page at `/faq`: every clause in our words, searchable, linkable, printable.

It is written anew from the packs at every request, so its figures are those the engine decides with.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.channels.pages import PAGES
from bot.languages import Language
from bot.pages import LANGUAGE_NAMES, page_language
from bot.rules import Clause, Engine
from bot.understanding.parse import ClauseHit
from bot.wording import Message, Wording, _
from bot.wording.topics import topic_name

_LONGEST_QUESTION = 300

_LABELS: dict[str, Message] = {
    "title": _("Programme rules"),
    "about": _("Every rule in plain words, with the figures in force today."),
    "search": _("Ask in your own words"),
    "find": _("Find"),
    "language": _("Language"),
    "contents": _("Contents"),
    "answers": _("These rules answer your question"),
    "no_answer": _(
        "The rules don't say anything about that. Please ask in the chat: a colleague can take it from there."
    ),
    "to_chat": _("Ask in the chat"),
    "link": _("Link to this rule"),
    "edition": _("Edition {edition}"),
}


@dataclass(frozen=True, slots=True)
class FaqPorts:
    """What the page is given. `search` finds clauses, best first; one below `answerable` answers nothing.

    `home` is the programme that stands first.
    """

    engine: Engine
    words: Wording
    search: Callable[[str, Language], Sequence[ClauseHit]]
    answerable: float
    home: str


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    number: str
    heading: str
    text: str


def faq_routes(ports: FaqPorts) -> APIRouter:
    """The page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/faq")
    async def page(request: Request, q: str = "") -> HTMLResponse:
        language = page_language(request)
        question = q.strip()[:_LONGEST_QUESTION]
        html = await run_sync(_render, ports, language, question)
        response = HTMLResponse(html)
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response

    return routes


def _render(ports: FaqPorts, language: Language, question: str) -> str:
    words = ports.words
    hits = ports.search(question, language) if question else ()
    packs = ports.engine.packs
    programmes = [
        {
            "id": programme,
            "name": words.programme(programme, language),
            "edition": words.say(language, _LABELS["edition"], edition=pack.edition),
            "topics": list(_topics(ports, programme, language)),
        }
        for programme, pack in sorted(packs.items(), key=lambda item: item[0] != ports.home)
    ]
    return PAGES.get_template("faq.html").render(
        language=language,
        languages=LANGUAGE_NAMES,
        label={name: words.say(language, message, edition="") for name, message in _LABELS.items()},
        question=question,
        answers=[_entry(ports, hit.clause, language) for hit in hits if hit.score >= ports.answerable][:3],
        programmes=programmes,
    )


def _topics(ports: FaqPorts, programme: str, language: Language) -> Iterator[dict[str, object]]:
    pack = ports.engine.pack(programme)
    topics: dict[str, list[Clause]] = {}
    for clause in pack.clauses.values():
        topics.setdefault(pack.part(clause.key), []).append(clause)
    for topic, clauses in topics.items():
        yield {
            "id": f"{programme}/{topic}" if topic else f"{programme}/rules",
            "name": ports.words.say(language, topic_name(pack, topic)),
            "entries": [_entry(ports, clause.id, language) for clause in clauses],
        }


def _entry(ports: FaqPorts, clause: str, language: Language) -> _Entry:
    return _Entry(
        id=clause,
        number=clause.partition("/")[2],
        heading=ports.words.heading(clause, language),
        text=ports.words.clause(clause, language),
    )
