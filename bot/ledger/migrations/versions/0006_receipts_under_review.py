"""receipts under review: claims, corrections, remarks, and sets that wait for another photo"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Words

revision = "0006"
down_revision = "0005"

_STATES = ("received", "read", "awaiting_confirmation", "awaiting_review", "approved", "credited", "rejected")


def upgrade() -> None:
    _allow_states(*_STATES, "withdrawn", "awaiting_photo")
    op.create_index("ix_receipt_waiting", "receipt", ["state", "updated_at"])
    op.create_table(
        "receipt_claim",
        sa.Column("receipt_id", Key, nullable=False, autoincrement=False),
        sa.Column("staff", Words(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_claim_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("receipt_id", name=op.f("pk_receipt_claim")),
    )
    op.create_table(
        "correction",
        sa.Column("id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("field", Words(), nullable=False),
        sa.Column("old", Document, nullable=True),
        sa.Column("new", Document, nullable=True),
        sa.Column("actor", Words(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_correction_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_at", "correction", ["at", "field"])
    op.create_index(op.f("ix_correction_receipt_id"), "correction", ["receipt_id"])
    op.create_table(
        "receipt_remark",
        sa.Column("id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("author", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_remark_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_remark")),
    )
    op.create_index(op.f("ix_receipt_remark_receipt_id"), "receipt_remark", ["receipt_id"])
    _refuse_changes("correction")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER correction_append_only ON correction")
    for table in ("receipt_remark", "correction", "receipt_claim"):
        op.drop_table(table)
    op.drop_index("ix_receipt_waiting", table_name="receipt")
    _allow_states(*_STATES, "withdrawn")


def _allow_states(*states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("receipt") as receipt:
        receipt.drop_constraint(op.f("ck_receipt_state"), type_="check")
        receipt.create_check_constraint(op.f("ck_receipt_state"), f"state IN ({listed})")


def _refuse_changes(table: str) -> None:
    """Have the database itself refuse to change or remove a row."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
