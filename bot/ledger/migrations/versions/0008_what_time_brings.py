"""what time brings"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Words

revision = "0008"
down_revision = "0007"

# What is looked for when it falls due: index, table, columns, and the rows it holds.
INDEXES: tuple[tuple[str, str, list[str], dict[str, sa.TextClause]], ...] = (
    ("ix_lot_expires_on", "lot", ["expires_on"], {}),
    ("ix_voucher_open", "voucher", ["valid_until"], {"both": sa.text("state = 'issued'")}),
    (
        "ix_member_tier_due",
        "member",
        ["id"],
        {"sqlite": sa.text("tier_due = 1"), "postgresql": sa.text("tier_due")},
    ),
    ("ix_member_tier_until", "member", ["tier_until"], {"both": sa.text("tier = 'elite'")}),
    ("ix_message_photos", "message", ["created_at"], {"both": sa.text("photos <> '[]'")}),
    ("ix_notice_pending", "notice", ["member_id"], {"both": sa.text("state = 'pending'")}),
    ("ix_timer_run_failed", "timer_run", ["next_attempt_at"], {"both": sa.text("done_at IS NULL")}),
    ("ix_debt_open", "debt", ["member_id"], {"both": sa.text("settled_at IS NULL")}),
)


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
    op.create_table(
        "timer_run",
        sa.Column("id", Key, nullable=False),
        sa.Column("timer", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("outcome", Words(), nullable=True),
        sa.Column("attempts", Key, nullable=False),
        sa.Column("failure", Words(), nullable=True),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer_run")),
        sa.UniqueConstraint("timer", "subject", "due_on", name=op.f("uq_timer_run_timer_subject_due_on")),
    )
    op.create_table(
        "debt",
        sa.Column("id", Key, nullable=False),
        sa.Column("member_id", Key, nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("clause", Words(), nullable=False),
        sa.Column("points", Key, nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", Words(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", Words(), nullable=True),
        sa.Column("how", Words(), nullable=True),
        sa.CheckConstraint("reason IN ('refund', 'welcome')", name=op.f("ck_debt_reason")),
        sa.CheckConstraint("points > 0", name=op.f("ck_debt_points")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_debt_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt")),
    )
    op.add_column("member", sa.Column("tier_due", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Whoever was promoted or renewed so far is followed up by the first run.
    op.execute(sa.text("UPDATE member SET tier_due = (status <> 'closed')"))
    for name, table, columns, where in INDEXES:
        sqlite, postgresql = (where.get(dialect, where.get("both")) for dialect in ("sqlite", "postgresql"))
        op.create_index(name, table, columns, unique=False, sqlite_where=sqlite, postgresql_where=postgresql)


def downgrade() -> None:
    for name, table, _columns, _where in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_column("member", "tier_due")
    for table in ("debt", "timer_run", "notice"):
        op.drop_table(table)
