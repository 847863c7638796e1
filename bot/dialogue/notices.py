"""Telling a member something without having been asked: once by its key, in the language of the conversation.

    notices.tell(services, session, member, _("Your {tier} year was renewed.").using(tier=pack.tier("elite")),
                 key="tier:2027-03-02", now=now)

It is posted in the transaction of the caller; if the member has linked no conversation yet, when one is
linked; if a turn holds the conversation right now, a moment later. The channel delivers it like any reply.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.dialogue.context import Services
from bot.dialogue.turn import DEAF, PUSHED
from bot.json_values import JsonObject
from bot.languages import LANGUAGES, Language
from bot.ledger.members import NewNotice, add_notice, members_with_notices, post_notices
from bot.ledger.models import Conversation, Member
from bot.ledger.store import Database
from bot.wording import Message, Wording

# A sentence with its values, or whatever gives the whole text in a language.
Said = Message | Callable[[Language], str]

_BATCH = 100


def tell(
    services: Services,
    session: Session,
    member: Member,
    message: Said,
    *,
    key: str,
    now: datetime,
    buttons: Sequence[tuple[Message, str]] = (),
    custom: JsonObject | None = None,
    until: date | None = None,
    conversation: Conversation | None = None,
) -> bool:
    """Tell a member something; False, and nothing is said, when it was told under this key before.

    `buttons` are titles with payloads (`payload.encode`). After the day `until` (by default after some
    months) it is no news any more and is dropped. Linked conversations that ring come before those that are
    opened to look; `conversation` names the one it belongs to.
    """
    added = add_notice(
        session,
        member,
        NewNotice(
            key,
            in_all_languages(services.words, message),
            buttons=[
                {"title": in_all_languages(services.words, title), "payload": payload}
                for title, payload in buttons
            ],
            custom=custom,
            until=until,
            conversation=conversation,
        ),
        now=now,
    )
    if added:
        post_notices(session, member.id, now, pushed=PUSHED, deaf=DEAF)
    return added


def post_pending(database: Database, now: datetime) -> int:
    """Post what met a busy conversation, or waited for one that is linked now; how many were posted."""
    with database.reading() as session:
        members = members_with_notices(session, _BATCH)
    posted = 0
    for member in members:
        with database.transaction() as session:
            posted += post_notices(session, member, now, pushed=PUSHED, deaf=DEAF)
    return posted


def in_all_languages(words: Wording, message: Said) -> dict[str, str]:
    """A text in each language."""
    return {
        language: words.say(language, message) if isinstance(message, Message) else message(language)
        for language in LANGUAGES
    }
