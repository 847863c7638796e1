"""operators' settings: shops, versions of what is edited, and indexes for figures of a period"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Key, Words

revision = "0007"
down_revision = "0006"

_INDEXES = {
    "ix_audit_action": ("audit", ["action", "at"]),
    "ix_decision_outcome": ("decision", ["programme", "outcome", "decided_at"]),
    "ix_message_created_at": ("message", ["created_at"]),
    "ix_receipt_step_after": ("receipt_step", ["after", "at"]),
    "ix_receipt_submitted": ("receipt", ["programme", "submitted_at"]),
    "ix_voucher_issued_at": ("voucher", ["issued_at"]),
}


def upgrade() -> None:
    op.create_table(
        "shop",
        sa.Column("id", Words(), nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("names", Document, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", Key, nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    op.create_index(op.f("ix_shop_programme"), "shop", ["programme"])
    op.add_column("reward", sa.Column("version", Key, nullable=False, server_default="1"))
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _columns) in _INDEXES.items():
        op.drop_index(name, table_name=table)
    op.drop_column("reward", "version")
    op.drop_index(op.f("ix_shop_programme"), table_name="shop")
    op.drop_table("shop")
