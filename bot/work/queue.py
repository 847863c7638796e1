"""Handing a job to the workers, in the very transaction that makes it necessary."""

from dbos import DBOSClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.work.names import APPLICATION, PHOTOS, SCHEMA, SERIALIZER


class JobQueue:
    """Enqueues jobs in the caller's own transaction: they exist if and only if it commits."""

    def __init__(self, engine: Engine) -> None:
        # The client borrows the ledger's engine and never connects by itself.
        self._client = DBOSClient(
            system_database_engine=engine,
            dbos_system_schema=SCHEMA,
            serializer=SERIALIZER,
            application_name=APPLICATION,
            lazy=True,
        )

    def read_photos(self, session: Session, photo_job: int) -> None:
        """Have the photos of a turn read soon. Enqueuing the same photo job again changes nothing."""
        self._client.enqueue_in_transaction(
            session,
            {"workflow_name": "read_photos", "queue_name": PHOTOS, "workflow_id": f"photos-{photo_job}"},
            photo_job,
        )
