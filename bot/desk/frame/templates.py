"""The desk's templates, in the language of the person who reads them."""

import hashlib
import json
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from bot.clock import HONG_KONG
from bot.desk.frame.access import CSRF_FIELD, CSRF_HEADER, Access
from bot.desk.frame.navigation import Link, Navigation
from bot.desk.frame.people import ROLE_DUTIES, ROLE_NAMES, SignedIn
from bot.desk.frame.ports import DeskPorts
from bot.desk.frame.receipt_states import RECEIPT_STATES
from bot.languages import Language
from bot.pages import LANGUAGE_NAMES, PageFiles, page_language
from bot.wording import Message, Said

# Each room of the desk has the templates, styles and scripts of its pages beside them. Their names are the
# desk's: no two rooms have a file of one name.
_TEMPLATES = sorted(Path(__file__).parents[1].glob("*/templates"))
_STATIC = sorted(Path(__file__).parents[1].glob("*/static"))
_FOREVER = "public, max-age=31536000, immutable"


class DeskFiles(PageFiles):
    """Scripts, styles and pictures; one that is asked for by its content's hash may be kept for ever."""

    def __init__(self) -> None:
        super().__init__(packages=[(f"bot.desk.{folder.parent.name}", "static") for folder in _STATIC])

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope.get("query_string", b"").startswith(b"v="):
            response.headers["Cache-Control"] = _FOREVER
        return response


class Pages:
    """Renders templates. Every value is escaped; a missing one is a fault, not an empty text."""

    def __init__(self, ports: DeskPorts, access: Access, navigation: Navigation) -> None:
        self._ports = ports
        self._access = access
        self._navigation = navigation

    def render(self, request: Request, template: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """A page or a fragment, with `values` and what every template knows."""
        language = self.language(request)
        html = _environment().get_template(template).render(self._for_templates(request, language) | values)
        return HTMLResponse(html, status, {"Content-Language": language})

    def language(self, request: Request) -> Language:
        """The person's own, or the browser's while nobody is signed in."""
        staff: SignedIn | None = getattr(request.state, "staff", None)
        return staff.language if staff else page_language(request)

    def say(self, request: Request, message: Message, **values: Said) -> str:
        """A sentence in the language of the page."""
        return self._ports.words.say(self.language(request), message, **values)

    def _links(self, request: Request) -> list[Link]:
        staff: SignedIn | None = getattr(request.state, "staff", None)
        if staff is None:
            return []
        with self._ports.database.reading() as session:
            return self._navigation.links(session, staff)

    def _for_templates(self, request: Request, language: Language) -> dict[str, object]:
        """What every template knows: the words `_`, `n_`, `say` (of a marked message) and `put` (of a value,
        as `bot/wording/values.py` shows it), `tier_name` (of a tier), the person, and the token of forms."""
        words, csrf = self._ports.words, self._access.csrf(request)

        def plain(source: str, **values: Said) -> str:
            return words.say(language, Message(source), **values)

        def counted(singular: str, plural: str, **values: Said) -> str:
            return words.say(language, Message(singular, plural), **values)

        def say(message: Message, **values: Said) -> str:
            return words.say(language, message, **values)

        def put(value: Said, style: str = "") -> str:
            return words.put(language, value, style)

        def tier(code: str) -> str:
            return words.put(language, self._ports.services.home.pack.tier(code))

        return {
            "_": plain,
            "n_": counted,
            "say": say,
            "put": put,
            "tier_name": tier,
            "language": language,
            "staff": getattr(request.state, "staff", None),
            "links": lambda: self._links(request),
            "here": "",
            "path": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "csrf": csrf,
            "csrf_field": Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf),
            "htmx_headers": json.dumps({CSRF_HEADER: csrf}),
        }


def toast(response: Response, text: str, *, kind: str = "done") -> Response:
    """Show a text for a moment on the page that gets this response through HTMX (`done` or `error`)."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": kind}})
    return response


def minute(moment: datetime) -> datetime:
    """A moment as people tell it: in Hong Kong time, without seconds."""
    return moment.astimezone(HONG_KONG).replace(second=0, microsecond=0)


@cache
def _environment() -> Environment:
    """The templates, compiled once in a process."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "static": _static,
        "languages": LANGUAGE_NAMES,
        "role_names": ROLE_NAMES,
        "role_duties": ROLE_DUTIES,
        "receipt_states": RECEIPT_STATES,
        "csrf_header": CSRF_HEADER,
    }
    return environment


def _static(path: str) -> str:
    """The address of a file of ours, which changes with its content."""
    file = next(file for folder in _STATIC if (file := folder / path).is_file())
    return f"/desk/static/{path}?v={_hash(file, file.stat().st_mtime_ns)}"


@lru_cache(maxsize=256)
def _hash(file: Path, _changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
