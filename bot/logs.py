"""The log: one JSON object a line on standard error, for machines and for whoever reads them.

Log calls name ids and counts, never what a member wrote, sent or is called.
"""

import json
import logging
import sqlite3
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType

import psycopg
from sqlalchemy.exc import SQLAlchemyError, StatementError

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

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
    handler.setFormatter(Lines([secret for secret in secrets if secret]))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # DBOS adds a handler of its own to a logger that has none.
    jobs = logging.getLogger("dbos")
    jobs.handlers[:] = [handler]


# Errors whose words may be words of the statement's parameters.
_OF_DATABASES = (SQLAlchemyError, sqlite3.Error, psycopg.Error)


def _chain(error: BaseException) -> list[BaseException]:
    """An error and those that it came of."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.append(each)
            inside = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
            waiting += [of for of in (each.__cause__, each.__context__, *inside) if of is not None]
    return found


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _said(error: BaseException) -> str:
    """What may be repeated of an error among those of a database."""
    if isinstance(error, StatementError):
        return f"{_name(error.orig) if error.orig else ''} at {error.statement}"
    if isinstance(error, psycopg.Error):
        # Without a code it comes from the client (no connection, say) and speaks of no row.
        about = (error.sqlstate, error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
        return " ".join(part for part in about if part) if error.sqlstate else str(error)
    return str(error) if isinstance(error, sqlite3.Error) else ""


class Lines(logging.Formatter):
    """A record as a line of JSON."""

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

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        """Like the usual one; of what a database said, which may repeat a row, only its code and where."""
        error = ei[1]
        if error is None or not any(isinstance(each, _OF_DATABASES) for each in _chain(error)):
            return super().formatException(ei)
        return "\n\n".join(
            "".join(traceback.format_tb(each.__traceback__)) + f"{_name(each)}: {_said(each)}"
            for each in reversed(_chain(error))
        )

    def _blot(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text
