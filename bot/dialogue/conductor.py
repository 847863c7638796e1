"""One turn, one transaction: taken once, answered, and its replies kept with its effects.

Replies are rows that the channel delivers right after the commit; what a crash leaves undelivered is found by
`pending`. Pictures are read outside any transaction, since that takes seconds.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.dialogue.context import Context, Request, Services
from bot.dialogue.flows import upload
from bot.dialogue.payload import decode
from bot.dialogue.recording import outgoing, record
from bot.dialogue.router import photos_read, respond
from bot.dialogue.skills.smalltalk import not_offered
from bot.dialogue.turn import Outgoing, Photo, Received, Reply, Turn
from bot.languages import nearest_language
from bot.ledger import receipts, talks
from bot.ledger.models import ChatMessage, Conversation, PhotoJob, SentPhoto, UnderstandingJson
from bot.ledger.store import Database
from bot.ledger.talks import IncomingMessage
from bot.reading import PictureError, Reader
from bot.reading.fields import identified
from bot.reading.picture import crops_of
from bot.reading.sets import doubtful
from bot.understanding import detect_language, parse_json
from bot.understanding.acts import acts_json, acts_of
from bot.understanding.parse import Parse
from bot.wording import _

log = logging.getLogger(__name__)

# Beyond this a message is no question; it is kept, but not read.
LONGEST_TEXT = 2000

# Puts the reading of a photo job on the durable queue, in the given transaction.
EnqueueReading = Callable[[Session, int], None]


class Conductor:
    """Takes turns from every channel. All methods may be called from any thread."""

    def __init__(
        self,
        database: Database,
        services: Services,
        reader: Reader,
        clock: Clock,
        enqueue_reading: EnqueueReading,
    ) -> None:
        self._database = database
        self._services = services
        self._reader = reader
        self._clock = clock
        self._enqueue_reading = enqueue_reading

    def receive(self, turn: Turn) -> Received:
        """Handle a turn; a redelivered one changes nothing and gets the replies of the first delivery.

        Raises ValueError for a sender or message id that is empty or too long.
        """
        now = turn.now or self._clock()
        # Blobs are stored first: a crash before the commit leaves a file that nothing points to, never a
        # photo that is gone.
        stored = [self._store(photo) for photo in turn.photos]
        request, parse = self._understand(turn, now)
        with self._database.transaction() as session:
            conversation = talks.conversation_for(session, turn.channel, turn.sender, turn.language_hint, now)
            if turn.message_id is not None:
                earlier = talks.find_incoming(session, conversation, turn.message_id)
                if earlier is not None:
                    return self._again(session, conversation, earlier)
            incoming = talks.record_incoming(
                session,
                conversation,
                IncomingMessage(
                    turn.text,
                    [photo.as_json() for photo in stored],
                    turn.message_id,
                    _understood(parse, request) if parse else None,
                ),
                now,
            )
            assert incoming is not None  # the conversation is locked, so nobody recorded it in between
            if parse and not conversation.language_fixed:
                current = nearest_language(conversation.language)
                conversation.language = detect_language(turn.text, current) or current
            ctx = Context(self._services, session, conversation, now, request)
            taken = bool(stored) and self._services.home.offers("earn")
            if taken:
                job = receipts.create_photo_job(session, conversation, incoming, stored, now)
                self._enqueue_reading(session, job.id)
            replies: list[Reply] = []
            silent = conversation.owner == "person"
            if silent:
                talks.member_wrote(session, conversation, now)
                if taken:
                    upload.photos_arrived_quietly(ctx)
            elif stored:
                replies = upload.photos_arrived(ctx, len(stored)) if taken else not_offered(ctx)
            elif len(turn.text) > LONGEST_TEXT:
                replies = [ctx.reply(_("That message is too long for me. Please put it in a few sentences."))]
            else:
                replies = _guarded(ctx, lambda: respond(ctx))
            said = record(session, conversation, replies, now, answering=incoming, sent_here=True)
            return Received(conversation.id, incoming.seq, False, said, reading=taken and not silent)

    def read_done(self, photo_job: int) -> tuple[Outgoing, ...]:
        """Read the photos of a job and answer; done once however often it is called."""
        with self._database.reading() as session:
            job = session.get_one(PhotoJob, photo_job)
            if job.state == "done":
                return ()
            photos = job.photos
        # The reader says how many it reads side by side.
        with ThreadPoolExecutor(max_workers=max(1, len(photos)), thread_name_prefix="photos") as pool:
            results = list(pool.map(self._read, photos))
        with self._database.transaction() as session:
            job = session.get_one(PhotoJob, photo_job)
            conversation = talks.lock_conversation(session, job.conversation_id)
            session.refresh(job)
            if job.state == "done":
                return ()
            now = max(job.created_at, self._clock())  # a turn may have brought the demo's clock
            ctx = Context(self._services, session, conversation, now, Request("upload_receipt"))
            replies: list[Reply] = []
            if conversation.owner == "person":
                upload.photos_kept(ctx, results)
            else:
                replies = _guarded(ctx, lambda: photos_read(ctx, results))
            receipts.finish_photo_job(session, job, now)
            answering = session.get_one(ChatMessage, job.message_id)
            return record(session, conversation, replies, now, answering=answering)

    def after(self, conversation_id: int, seq: int) -> list[Outgoing]:
        """Messages to the member with a higher number, for channels that fetch them."""
        with self._database.reading() as session:
            return [outgoing(message) for message in talks.messages_after(session, conversation_id, seq)]

    def later(self, channel: str, sender: str, seq: int) -> list[Outgoing]:
        """Likewise, by who the conversation is with; none where there is no such conversation."""
        with self._database.reading() as session:
            conversation = talks.find_conversation(session, channel, sender)
            found = talks.messages_after(session, conversation.id, seq) if conversation else []
            return [outgoing(message) for message in found]

    def said_since(self, message_id: int | None) -> tuple[int, frozenset[int]]:
        """The newest message of all, and the conversations with messages after the given one."""
        with self._database.reading() as session:
            return talks.said_since(session, message_id)

    def busy(self, conversation_id: int) -> bool:
        """Whether photos of the conversation are still being read."""
        with self._database.reading() as session:
            return receipts.photos_waiting(session, conversation_id)

    def pending(self, channel: str, limit: int = 50) -> list[Outgoing]:
        """Messages of a channel that nobody is sending, for its sweep; each is left to the caller for a
        minute."""
        with self._database.reading() as session:
            if not talks.anything_due(session, channel, self._clock()):
                return []
        with self._database.transaction() as session:
            found = talks.take_pending(session, channel, limit, self._clock())
            return [outgoing(message) for message in found]

    def delivered(self, message_id: int, platform_id: str | None = None) -> None:
        """The platform took the message."""
        with self._database.transaction() as session:
            talks.mark_message_sent(session, message_id, platform_id, self._clock())

    def refused(self, message_id: int, why: str, permanent: bool) -> None:
        """The platform did not take the message; unless that is for good, it is tried again later."""
        with self._database.transaction() as session:
            attempts = session.get_one(ChatMessage, message_id).attempts
            wait = timedelta(seconds=min(600, 2 ** min(attempts + 1, 10)))
            talks.mark_message_failed(session, message_id, why, None if permanent else self._clock() + wait)

    # ------------------------------------------------------------------------------------------------

    def _understand(self, turn: Turn, now: datetime) -> tuple[Request, Parse | None]:
        """The request in a turn: a button's payload, or what the words mean."""
        payload = decode(turn.text)
        if payload is not None:
            values = {name: (value,) for name, value in payload.values.items()}
            return Request(payload.intent, values, turn.text, pressed=True), None
        if not turn.text.strip() or len(turn.text) > LONGEST_TEXT:
            return Request("out_of_scope", text=turn.text), None
        parse = self._services.understanding.parse(turn.text, now)
        return Request.of(parse, acts_of(parse)), parse

    def _store(self, photo: Photo) -> receipts.StoredPhoto:
        """Keep a photo without its metadata; a file that is no photo is not kept."""
        try:
            data, signals = self._reader.keepable(photo.data)
        except PictureError as problem:
            return receipts.StoredPhoto(None, photo.name, len(photo.data), problem=problem.code)
        return receipts.StoredPhoto(self._services.photos.save(data), photo.name, len(data), signals)

    def _read(self, photo: SentPhoto) -> upload.ReadPhoto:
        """Read one stored photo, and keep the places of its doubtful fields beside it."""
        store = self._services.photos
        key, problem = photo["key"], photo.get("problem")
        if problem or key is None:
            return upload.ReadPhoto(photo, PictureError(problem or "broken"), {})
        try:
            data = store.load(key)
            reading = identified(self._reader.read(data, photo["name"]), self._services.directory)
            reading = replace(reading, signals=(*photo.get("signals", ()), *reading.signals))
            crops = crops_of(data, reading, doubtful(reading))
        except PictureError as error:
            return upload.ReadPhoto(photo, error, {})
        except Exception:
            # A photo that we stumble over must not leave the member waiting for ever.
            log.exception("photo %s cannot be read", key)
            return upload.ReadPhoto(photo, PictureError("broken"), {})
        return upload.ReadPhoto(photo, reading, {field: store.save(png) for field, png in crops.items()})

    def _again(self, session: Session, conversation: Conversation, earlier: ChatMessage) -> Received:
        replies = tuple(outgoing(message) for message in talks.replies_to(session, earlier))
        return Received(
            conversation.id,
            earlier.seq,
            True,
            replies,
            reading=receipts.photos_waiting(session, conversation.id),
        )


def _understood(parse: Parse, request: Request) -> UnderstandingJson:
    """What a message was understood as, to be kept with it."""
    return {**parse_json(parse), "acts": acts_json(request.acts)}


def _guarded(ctx: Context, answer: Callable[[], list[Reply]]) -> list[Reply]:
    """The answer; where the program is at fault, all that it did is undone and the member told so.

    Without this a message that meets a bug would be delivered again and again, and never answered. What the
    database refuses is not our bug: it goes up, and the turn is taken again when it is delivered again.
    """
    try:
        with ctx.session.begin_nested():
            return answer()
    except DBAPIError:
        raise
    except Exception:
        log.exception("a turn of conversation %s failed", ctx.conversation.id)
        person = ctx.button(_("👤 Talk to a person"), "talk_to_human")
        sorry = _("Something went wrong on our side, and nothing was changed. Please try again in a moment.")
        return [ctx.reply(sorry, buttons=(person,))]
