"""Names that the queue and its workers agree on. They are stored with every job: keep them."""

from dbos import DBOSPortableJSONSerializer

APPLICATION = "memberbot"
# Fixed, so that a new release goes on with the jobs that the old one left.
VERSION = "1"
# PostgreSQL schema of the job tables; SQLite has none.
SCHEMA = "dbos"
# Jobs are stored as plain JSON: readable, and safe to load.
SERIALIZER = DBOSPortableJSONSerializer()

PHOTOS = "photos"
