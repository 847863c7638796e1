"""A message as the page's scripts take it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.dialogue.turn import Outgoing
from bot.languages import LANGUAGES
from bot.wording import Wording


def web_message(outgoing: Outgoing, words: Wording) -> dict[str, Any]:
    """The message, with what its clauses are about in each language."""
    reply = outgoing.reply
    image = {"src": reply.image.data_uri, "alt": reply.image.alt} if reply.image else None
    return {
        "seq": outgoing.seq,
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "image": image,
        "custom": dict(reply.custom),
        "headings": {clause: _headings(clause, words) for clause in reply.custom.get("clauses", ())},
    }


def _headings(clause: str, words: Wording) -> Mapping[str, str]:
    """What a clause is about; nothing for one that a newer edition no longer has."""
    with suppress(KeyError):
        return {language: words.heading(clause, language) for language in LANGUAGES}
    return {}
