"""an index to add up accounts, and wrong codes shown by shops"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Key, Words

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("ix_entry_account", "entry", ["member_id", "expires_on", "kind", "on_day", "points"])
    op.drop_index("ix_entry_member", table_name="entry")
    op.create_table(
        "wrong_codes",
        sa.Column("shop", Words(), nullable=False),
        sa.Column("forgotten_at", Key, nullable=False),
        sa.PrimaryKeyConstraint("shop", name=op.f("pk_wrong_codes")),
    )


def downgrade() -> None:
    op.drop_table("wrong_codes")
    op.create_index("ix_entry_member", "entry", ["member_id", "id"])
    op.drop_index("ix_entry_account", table_name="entry")
