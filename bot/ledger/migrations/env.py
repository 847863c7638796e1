"""Alembic's entry. `Database.migrate` and the tests hand in an open connection."""

from typing import Literal

from alembic import context
from sqlalchemy import JSON, BigInteger

from bot.ledger.models import Base
from bot.ledger.models.base import Instant, Money, Words


def _ours(_object: object, _name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    """Leave out tables of others that share the database (the job queue's)."""
    return not (kind == "table" and reflected and compared is None)


def _name_of_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Name our column types in a generated migration as the models do."""
    if kind != "type":
        return False
    if isinstance(item, BigInteger):
        return "Key"
    if isinstance(item, JSON):
        return "Document"
    return f"{type(item).__name__}()" if isinstance(item, Instant | Money | Words) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=_ours,
    transactional_ddl=True,
    render_item=_name_of_type,
)
with context.begin_transaction():
    context.run_migrations()
