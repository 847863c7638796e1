"""Keeps Chatwoot's side up to date: new cases, what was said since, and cases that were settled here.

A message is mirrored at least once: after a crash between Chatwoot's answer and our note of it, agents may
see a message twice. What goes to the member is counted by message and never doubled.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.channels.chatwoot.client import ChatwootClient, ChatwootError, Status
from bot.clock import Clock
from bot.dialogue.turn import Photo
from bot.ledger import talks
from bot.ledger.models import ChatMessage, ChatwootLink, SentPhoto
from bot.ledger.store import Database

log = logging.getLogger(__name__)

_BATCH = 20
_LONGEST_WAIT = timedelta(minutes=10)

# The author of what agents write in Chatwoot begins so.
STAFF = "staff:chatwoot/"


class Mirror:
    """Brings mirrors up to date, one after the other. Several processes may run one each."""

    def __init__(
        self, database: Database, client: ChatwootClient, load_photo: Callable[[str], bytes], clock: Clock
    ) -> None:
        self._database = database
        self._client = client
        self._load_photo = load_photo
        self._clock = clock

    def sweep(self) -> None:
        """Bring every mirror that lags up to date; where Chatwoot fails, later again."""
        with self._database.transaction() as session:
            links = talks.mirrors_due(session, _BATCH, self._clock())
        for link in links:
            try:
                self._bring_up_to_date(link)
            except ChatwootError as error:
                log.warning("conversation %d is not mirrored: %s", link.conversation_id, error)
                self._again_later(link.conversation_id)

    def _bring_up_to_date(self, link: ChatwootLink) -> None:
        with self._database.reading() as session:
            wanted: Status = "open" if talks.mirrors_open_case(session, link) else "resolved"
            messages = talks.unseen_by_agents(session, link) if wanted == "open" else []
        mirror = link.chatwoot_id or self._open(link)
        if wanted == "open" and link.status == "resolved":
            self._client.set_status(mirror, "open")
            self._note(link.conversation_id, status="open")
        for message in messages:
            self._send(link, mirror, message)
            self._note(link.conversation_id, seen=message.seq)
        if wanted == "resolved":
            self._client.set_status(mirror, "resolved")
            self._note(link.conversation_id, status="resolved")
        self._note(link.conversation_id)

    def _open(self, link: ChatwootLink) -> int:
        conversation = link.conversation
        member = conversation.member
        about = {"channel": conversation.channel, "language": conversation.language}
        if member is not None:
            about |= {"programme": member.programme, "member_number": member.number, "tier": member.tier}
        name = (member and (member.name or member.name_zh)) or f"{conversation.channel} {conversation.id}"
        mirror = self._client.open_conversation(link.contact, name, about)
        with self._database.transaction() as session:
            talks.lock_mirror(session, link.conversation_id).chatwoot_id = mirror
        return mirror

    def _send(self, link: ChatwootLink, mirror: int, message: ChatMessage) -> None:
        if message.direction == "in":
            photos = [photo for kept in message.photos if (photo := self._photo(kept)) is not None]
            self._client.member_said(
                link.contact, mirror, message.text, photos, echo=f"{link.conversation_id}-{message.seq}"
            )
        elif not message.author.startswith(STAFF):
            choices = "".join(f"\n[{button['title']}]" for button in message.buttons)
            self._client.bot_said(mirror, (message.text or message.image_alt or "") + choices)

    def _photo(self, kept: SentPhoto) -> Photo | None:
        try:
            key = kept["key"]
            return None if key is None else Photo(self._load_photo(key), kept.get("name") or "photo.jpg")
        except KeyError:  # deleted after its time
            return None

    def _note(self, conversation: int, *, seen: int | None = None, status: Status | None = None) -> None:
        with self._database.transaction() as session:
            link = talks.lock_mirror(session, conversation)
            link.attempts = 0
            link.next_attempt_at = self._clock() + (talks.MIRROR_LEASE if seen or status else timedelta(0))
            if seen is not None:
                link.mirrored_seq = max(link.mirrored_seq, seen)
            if status is not None:
                link.status = status

    def _again_later(self, conversation: int) -> None:
        with self._database.transaction() as session:
            link = talks.lock_mirror(session, conversation)
            link.attempts += 1
            wait = timedelta(seconds=2 ** min(link.attempts, 10))
            link.next_attempt_at = self._clock() + min(wait, _LONGEST_WAIT)
