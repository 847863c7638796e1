"""What the pages for people have in common: their templates, and the language they open in."""

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request

from bot.languages import LANGUAGES, Language, nearest_language

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape()
)
_LANGUAGE_COOKIE = "language"


def page_language(request: Request) -> Language:
    """The language of the page: asked for, chosen earlier, or the first of the browser's that we have."""
    for chosen in (request.query_params.get("language"), request.cookies.get(_LANGUAGE_COOKIE)):
        for language in LANGUAGES:
            if chosen == language:
                return language
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip()
        if tag.lower().startswith(("en", "zh", "yue")):
            return nearest_language(tag)
    return "en"


def to_the_minute(moment: datetime | None) -> datetime | None:
    """A moment as people tell it."""
    return moment and moment.replace(second=0, microsecond=0)
