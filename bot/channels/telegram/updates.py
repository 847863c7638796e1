"""Updates that the library cannot read are set aside: one must not end the polling for everybody."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from telegram import Update
from telegram.request import HTTPXRequest

log = logging.getLogger(__name__)


def readable(update: Mapping[str, object]) -> bool:
    """Whether the library can read it. If not, the log has its form, without what a member wrote."""
    try:
        return Update.de_json(dict(update), None) is not None
    except Exception as error:
        number, form = update.get("update_id"), " ".join(_form(update))
        log.error("update %s is set aside (%s): %s", number, type(error).__name__, form)
        return False


class PollingRequest(HTTPXRequest):
    """Asks for updates. One that is unreadable arrives empty, so that it is acknowledged with the others."""

    def __init__(self, set_aside: Callable[[int], object], *, read_timeout: float) -> None:
        super().__init__(connection_pool_size=1, read_timeout=read_timeout)
        self._set_aside = set_aside

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """The answer's status and body."""
        status, body = await super().do_request(*arguments, **options)
        updates = _updates_in(body)
        kept = [update if readable(update) else _emptied(update) for update in updates]
        if kept == updates:
            return status, body
        self._set_aside(sum(before != after for before, after in zip(updates, kept, strict=True)))
        return status, json.dumps({"ok": True, "result": kept}).encode()


def _updates_in(body: bytes) -> list[dict[str, object]]:
    try:
        answer = json.loads(body)
    except ValueError:
        return []
    updates = answer.get("result") if isinstance(answer, dict) else None
    return [update for update in updates if isinstance(update, dict)] if isinstance(updates, list) else []


def _emptied(update: Mapping[str, object]) -> dict[str, object]:
    return {"update_id": update.get("update_id", 0)}


def _form(value: object, path: str = "") -> list[str]:
    """The paths of what an update holds."""
    if not isinstance(value, Mapping):
        return [path]
    return [deeper for key, part in value.items() for deeper in _form(part, f"{path}.{key}".lstrip("."))]
