"""What web pages of every room have in common: the language they open in, and their files."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.languages import LANGUAGES, Language, nearest_language

LANGUAGE_COOKIE = "language"

# What each language calls itself, in the order of the switch.
LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "zh-Hant": "繁體", "zh-Hans": "简体"}


class PageFiles(StaticFiles):
    """Scripts, styles and pictures of the pages; browsers ask whether they have changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def page_language(request: Request) -> Language:
    """The language of the page: asked for, chosen earlier, or the first of the browser's that we have."""
    for chosen in (request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE)):
        for language in LANGUAGES:
            if chosen == language:
                return language
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip()
        if tag.lower().startswith(("en", "zh", "yue")):
            return nearest_language(tag)
    return "en"
