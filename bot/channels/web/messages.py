"""A message as the page's scripts take it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import TypedDict

from bot.dialogue.turn import Outgoing
from bot.json_values import JsonObject, json_list, json_text
from bot.languages import LANGUAGES
from bot.wording import Wording


class WebMessage(TypedDict):
    """A message to the member as the page takes it; `headings` by clause and language."""

    seq: int
    text: str
    buttons: list[dict[str, str]]
    image: dict[str, str] | None
    custom: JsonObject
    headings: dict[str, Mapping[str, str]]


def web_message(outgoing: Outgoing, words: Wording) -> WebMessage:
    """The message, with what its clauses are about in each language."""
    reply = outgoing.reply
    image = {"src": reply.image.data_uri, "alt": reply.image.alt} if reply.image else None
    clauses = map(json_text, json_list(reply.custom.get("clauses", ())))
    return {
        "seq": outgoing.seq,
        "text": reply.text,
        "buttons": [{"title": button.title, "payload": button.payload} for button in reply.buttons],
        "image": image,
        "custom": reply.custom,
        "headings": {clause: _headings(clause, words) for clause in clauses},
    }


def _headings(clause: str, words: Wording) -> Mapping[str, str]:
    """What a clause is about; nothing for one that a newer edition no longer has."""
    with suppress(KeyError):
        return {language: words.heading(clause, language) for language in LANGUAGES}
    return {}
