"""The staff's canned replies: kept in all languages or not at all."""

import re
from collections.abc import Collection, Mapping
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.languages import LANGUAGES
from bot.ledger.models import CannedReply
from bot.ledger.store import Act

LONGEST_TITLE = 80
LONGEST_TEXT = 2000

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

CannedReplyFault = Literal["empty", "too_long", "taken", "placeholder", "brace"]


class CannedReplyError(ValueError):
    """A canned reply that cannot be kept: which field (`title` or a language), and what is wrong with it."""

    def __init__(self, field: str, fault: CannedReplyFault, detail: str = "") -> None:
        super().__init__(f"{field}: {fault} {detail}".strip())
        self.field = field
        self.fault = fault
        self.detail = detail


def placeholders(text: str) -> list[str]:
    """The names in braces, in order, each once."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in place of their names; a name without a value stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def canned_replies(session: Session) -> list[CannedReply]:
    """All canned replies by title."""
    return list(session.scalars(select(CannedReply).order_by(CannedReply.title)))


def save_canned_reply(
    act: Act, reply: CannedReply | None, title: str, texts: Mapping[str, str], *, known: Collection[str]
) -> CannedReply:
    """Add a canned reply, or change one. `known` are the placeholders that can be filled in.

    Raises `CannedReplyError` for the first thing that is wrong; nothing is changed then.
    """
    title = title.strip()
    texts = {language: texts.get(language, "").strip() for language in LANGUAGES}
    _check(act.session, reply, title, texts, known)
    before = dict(reply.texts) if reply is not None else None
    if reply is None:
        reply = CannedReply(title=title, texts=texts, updated_at=act.now)
        act.session.add(reply)
    else:
        reply.title, reply.texts, reply.updated_at = title, texts, act.now
    act.session.flush()
    changes = {"title": title, "before": before, "after": texts}
    act.note("canned_reply.saved", f"canned_reply:{reply.id}", changes)
    return reply


def remove_canned_reply(act: Act, reply: CannedReply) -> None:
    """Take a canned reply out of use."""
    detail = {"title": reply.title, "before": reply.texts}
    act.note("canned_reply.removed", f"canned_reply:{reply.id}", detail)
    act.session.delete(reply)
    act.session.flush()


def _check(
    session: Session,
    reply: CannedReply | None,
    title: str,
    texts: Mapping[str, str],
    known: Collection[str],
) -> None:
    if not title:
        raise CannedReplyError("title", "empty")
    if len(title) > LONGEST_TITLE:
        raise CannedReplyError("title", "too_long", str(LONGEST_TITLE))
    namesake = session.scalar(select(CannedReply.id).where(CannedReply.title == title))
    if namesake is not None and (reply is None or namesake != reply.id):
        raise CannedReplyError("title", "taken")
    for language, text in texts.items():
        if not text:
            raise CannedReplyError(language, "empty")
        if len(text) > LONGEST_TEXT:
            raise CannedReplyError(language, "too_long", str(LONGEST_TEXT))
        for name in placeholders(text):
            if name not in known:
                raise CannedReplyError(language, "placeholder", name)
        if "{" in (rest := _PLACEHOLDER.sub("", text)) or "}" in rest:
            raise CannedReplyError(language, "brace")
