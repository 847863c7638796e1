"""mirrors of conversations in Chatwoot"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Instant, Key, Words

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "chatwoot_link",
        sa.Column("conversation_id", Key, autoincrement=False, nullable=False),
        sa.Column("chatwoot_id", Key, nullable=True),
        sa.Column("contact", Words(), nullable=False),
        sa.Column("mirrored_seq", Key, nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("attempts", Key, nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_chatwoot_link_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_chatwoot_link")),
        sa.UniqueConstraint("chatwoot_id", name=op.f("uq_chatwoot_link_chatwoot_id")),
    )


def downgrade() -> None:
    op.drop_table("chatwoot_link")
