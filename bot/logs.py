"""The log: one JSON object a line on standard error, for machines and for whoever reads them.

Log calls name ids and counts, never what a member wrote, sent or is called.
"""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

# Libraries whose ordinary messages hold addresses with tokens in them, or nothing that an operator needs.
_QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "uvicorn.access",
    "multipart",
    "PIL",
    "alembic",
    "dbos",
)


def configure_logging(secrets: Iterable[str] = ()) -> None:
    """Write the log of this process. `secrets` are blotted out wherever a library lets them slip."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines([secret for secret in secrets if secret]))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # DBOS adds a handler of its own to a logger that has none.
    jobs = logging.getLogger("dbos")
    jobs.handlers[:] = [handler]


class _Lines(logging.Formatter):
    def __init__(self, secrets: list[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._blot(record.getMessage()),
        }
        if record.exc_info:
            entry["exception"] = self._blot(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)

    def _blot(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text
