"""members and conversations"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("id", Key, nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("number", Words(), nullable=False),
        sa.Column("number_key", Words(), nullable=False),
        sa.Column("name", Words(), nullable=True),
        sa.Column("name_zh", Words(), nullable=True),
        sa.Column("phone", Words(), nullable=True),
        sa.Column("email", Words(), nullable=True),
        sa.Column("language", Words(), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("joined", sa.Date(), nullable=False),
        sa.Column("tier", Words(), nullable=False),
        sa.Column("tier_since", sa.Date(), nullable=True),
        sa.Column("tier_until", sa.Date(), nullable=True),
        sa.Column("status", Words(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("tenant_staff", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'suspended', 'closed')", name=op.f("ck_member_status")),
        sa.CheckConstraint("tier IN ('select', 'elite')", name=op.f("ck_member_tier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("programme", "number_key", name=op.f("uq_member_programme_number_key")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", Key, nullable=False),
        sa.Column("channel", Words(), nullable=False),
        sa.Column("sender", Words(), nullable=False),
        sa.Column("member_id", Key, nullable=True),
        sa.Column("language", Words(), nullable=False),
        sa.Column("language_fixed", sa.Boolean(), nullable=False),
        sa.Column("flow", Words(), nullable=True),
        sa.Column("flow_id", Words(), nullable=True),
        sa.Column("flow_state", Document, nullable=False),
        sa.Column("context", Document, nullable=False),
        sa.Column("owner", Words(), nullable=False),
        sa.Column("last_seq", Key, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.CheckConstraint("owner IN ('bot', 'person')", name=op.f("ck_conversation_owner")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_conversation_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("channel", "sender", name=op.f("uq_conversation_channel_sender")),
    )
    op.create_index(op.f("ix_conversation_member_id"), "conversation", ["member_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", Key, nullable=False),
        sa.Column("conversation_id", Key, nullable=False),
        sa.Column("seq", Key, nullable=False),
        sa.Column("direction", Words(), nullable=False),
        sa.Column("author", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("photos", Document, nullable=False),
        sa.Column("understanding", Document, nullable=True),
        sa.Column("buttons", Document, nullable=False),
        sa.Column("custom", Document, nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=True),
        sa.Column("image_alt", Words(), nullable=True),
        sa.Column("in_reply_to", Key, nullable=True),
        sa.Column("platform_message_id", Words(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("delivery", Words(), nullable=True),
        sa.Column("attempts", Key, nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.Column("failure", Words(), nullable=True),
        sa.CheckConstraint("delivery IN ('pending', 'sent', 'failed')", name=op.f("ck_message_delivery")),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_direction")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["in_reply_to"], ["message.id"], name=op.f("fk_message_in_reply_to_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_message_conversation_id_seq")),
    )
    op.create_index(op.f("ix_message_in_reply_to"), "message", ["in_reply_to"], unique=False)
    op.create_index(
        "ix_message_pending",
        "message",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("delivery = 'pending'"),
        postgresql_where=sa.text("delivery = 'pending'"),
    )
    op.create_index(
        "uq_message_incoming",
        "message",
        ["conversation_id", "platform_message_id"],
        unique=True,
        sqlite_where=sa.text("direction = 'in'"),
        postgresql_where=sa.text("direction = 'in'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_message_incoming",
        table_name="message",
        sqlite_where=sa.text("direction = 'in'"),
        postgresql_where=sa.text("direction = 'in'"),
    )
    op.drop_index(
        "ix_message_pending",
        table_name="message",
        sqlite_where=sa.text("delivery = 'pending'"),
        postgresql_where=sa.text("delivery = 'pending'"),
    )
    op.drop_index(op.f("ix_message_in_reply_to"), table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_conversation_member_id"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_table("member")
