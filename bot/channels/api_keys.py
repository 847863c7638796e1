"""The keys with which callers of the HTTP interfaces show who they are."""

import hmac
from collections.abc import Iterable, Mapping

from bot.channels.requests import ApiError


class ApiKeys:
    """The keys that open an interface."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = [key.encode() for key in keys]

    def check(self, headers: Mapping[str, str]) -> None:
        """Raises ApiError unless the headers of a request show one of the keys."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        shown = headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")
        if not shown:
            raise ApiError(401, "no_api_key", "Send an API key in the header X-API-Key or as a Bearer token.")
        # Every key is compared, so that the time taken tells nothing.
        matches = [hmac.compare_digest(shown.encode(), key) for key in self._keys]
        if not any(matches):
            raise ApiError(403, "wrong_api_key", "This API key is not known here.")
