"""Photos of a turn that wait to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.ledger.models import ChatMessage, Conversation, PhotoJob, SentPhoto


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo in the photo store: its key there, what the platform called it, its bytes.

    `signals` are what its metadata gave away to the staff before they were dropped. A file that is no photo
    has no key, for it is not kept; `problem` says what is wrong with it.
    """

    key: str | None
    name: str
    size: int
    signals: tuple[str, ...] = ()
    problem: str | None = None

    def as_json(self) -> SentPhoto:
        """The same as a JSON object."""
        return {
            "key": self.key,
            "name": self.name,
            "size": self.size,
            "signals": self.signals,
            "problem": self.problem,
        }


def create_photo_job(
    session: Session,
    conversation: Conversation,
    message: ChatMessage,
    photos: Sequence[StoredPhoto],
    now: datetime,
) -> PhotoJob:
    """Have the photos of a message read."""
    job = PhotoJob(
        conversation_id=conversation.id,
        message_id=message.id,
        photos=[photo.as_json() for photo in photos],
        created_at=now,
    )
    session.add(job)
    session.flush()
    return job


def finish_photo_job(session: Session, job: PhotoJob, now: datetime) -> None:
    """The photos were read and answered."""
    job.state = "done"
    job.done_at = now
    session.flush()


def photos_waiting(session: Session, conversation_id: int) -> bool:
    """Whether photos of the conversation still wait to be read."""
    return bool(
        session.scalar(
            select(exists().where(PhotoJob.conversation_id == conversation_id, PhotoJob.state == "waiting"))
        )
    )
