"""what time brings"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", Key, nullable=False),
        sa.Column("member_id", Key, nullable=False),
        sa.Column("conversation_id", Key, nullable=True),
        sa.Column("key", Words(), nullable=False),
        sa.Column("texts", Document, nullable=False),
        sa.Column("buttons", Document, nullable=False),
        sa.Column("custom", Document, nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("message_id", Key, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("posted_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'pending', 'posted', 'dropped')", name=op.f("ck_notice_state")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_member_id_member")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_notice_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_notice_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_notice_member_id_key")),
    )
    op.create_index(
        "ix_notice_pending",
        "notice",
        ["member_id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_notice_pending",
        table_name="notice",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_table("notice")
