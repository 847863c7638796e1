"""cases of customer service"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Words

revision = "0005"
down_revision = "0004"

_STATUS = op.f("ck_support_case_status")
_REASON = op.f("ck_support_case_reason")
_CONVERSATION = "uq_support_case_conversation"
_NEW_TIMES = ("taken_at", "first_answered_at", "snoozed_until", "delay_told_at")
_NEW_INDEXES = (
    ("ix_support_case_queue", ["status", "priority", "waiting_since", "id"]),
    ("ix_support_case_assignee", ["assignee", "status"]),
    *(
        (f"ix_support_case_{column}", [column])
        for column in ("conversation_id", "receipt_id", "opened_at", "first_answered_at", "resolved_at")
    ),
)


def upgrade() -> None:
    _drop_conversation_index("closed")
    _drop_checks(_STATUS)
    op.execute("ALTER TABLE support_case RENAME COLUMN taken_by TO assignee")
    op.execute("ALTER TABLE support_case RENAME COLUMN closed_at TO resolved_at")
    op.add_column("support_case", sa.Column("labels", Document, nullable=False, server_default="[]"))
    op.add_column("support_case", sa.Column("resolved_by", Words(), nullable=True))
    op.add_column("support_case", sa.Column("reopened", Key, nullable=False, server_default="0"))
    for column in _NEW_TIMES:
        op.add_column("support_case", sa.Column(column, Instant(), nullable=True))
    op.execute("UPDATE support_case SET resolved_by = assignee WHERE status = 'closed'")
    # Who had taken an open case still has it: nothing but the words changes.
    op.execute(
        "UPDATE support_case SET status = CASE status WHEN 'closed' THEN 'resolved' ELSE 'open' END, "
        "reason = CASE WHEN reason IN ('asked', 'receipt') THEN reason ELSE 'asked' END"
    )
    with op.batch_alter_table("support_case") as batch:
        batch.alter_column("labels", existing_type=Document, server_default=None)
        batch.alter_column("reopened", existing_type=Key, server_default=None)
        batch.create_check_constraint(_STATUS, "status IN ('open', 'pending', 'snoozed', 'resolved')")
        batch.create_check_constraint(
            _REASON, "reason IN ('asked', 'angry', 'unanswered', 'receipt', 'staff')"
        )
    _create_conversation_index("resolved")
    for name, columns in _NEW_INDEXES:
        op.create_index(name, "support_case", columns, unique=False)

    op.create_table(
        "case_note",
        sa.Column("id", Key, nullable=False),
        sa.Column("case_id", Key, nullable=False),
        sa.Column("author", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["support_case.id"], name=op.f("fk_case_note_case_id_support_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    op.create_table(
        "canned_reply",
        sa.Column("id", Key, nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("texts", Document, nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
        sa.UniqueConstraint("title", name=op.f("uq_canned_reply_title")),
    )
    op.create_table(
        "satisfaction",
        sa.Column("case_id", Key, autoincrement=False, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("score", Key, nullable=True),
        sa.Column("words", Words(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["support_case.id"], name=op.f("fk_satisfaction_case_id_support_case")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_satisfaction")),
    )
    op.create_index(op.f("ix_satisfaction_answered_at"), "satisfaction", ["answered_at"], unique=False)
    op.create_table(
        "desk_hours",
        sa.Column("id", Key, nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("weekday", Key, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_hours")),
        sa.UniqueConstraint(
            "programme", "weekday", "opens", name=op.f("uq_desk_hours_programme_weekday_opens")
        ),
    )
    op.create_table(
        "desk_day",
        sa.Column("id", Key, nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_day")),
        sa.UniqueConstraint("programme", "day", "opens", name=op.f("uq_desk_day_programme_day_opens")),
    )
    op.add_column("message", sa.Column("key", Words(), nullable=True))
    op.create_index(
        "uq_message_key",
        "message",
        ["conversation_id", "key"],
        unique=True,
        sqlite_where=sa.text("key IS NOT NULL"),
        postgresql_where=sa.text("key IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_message_key", table_name="message")
    op.drop_column("message", "key")
    for table in ("desk_day", "desk_hours", "satisfaction", "canned_reply", "case_note"):
        op.drop_table(table)
    for name, _columns in _NEW_INDEXES:
        op.drop_index(name, table_name="support_case")
    _drop_conversation_index("resolved")
    _drop_checks(_STATUS, _REASON)
    op.execute(
        "UPDATE support_case SET status = CASE WHEN status = 'resolved' THEN 'closed' "
        "WHEN assignee IS NOT NULL THEN 'taken' ELSE 'open' END"
    )
    op.execute("ALTER TABLE support_case RENAME COLUMN assignee TO taken_by")
    op.execute("ALTER TABLE support_case RENAME COLUMN resolved_at TO closed_at")
    with op.batch_alter_table("support_case") as batch:
        for column in (*_NEW_TIMES, "labels", "resolved_by", "reopened"):
            batch.drop_column(column)
        batch.create_check_constraint(_STATUS, "status IN ('open', 'taken', 'closed')")
    _create_conversation_index("closed")


def _drop_checks(*names: str) -> None:
    with op.batch_alter_table("support_case") as batch:
        for name in names:
            batch.drop_constraint(name, type_="check")


def _drop_conversation_index(end: str) -> None:
    over = sa.text(f"status <> '{end}'")
    op.drop_index(_CONVERSATION, table_name="support_case", sqlite_where=over, postgresql_where=over)


def _create_conversation_index(end: str) -> None:
    over = sa.text(f"status <> '{end}'")
    op.create_index(
        _CONVERSATION,
        "support_case",
        ["conversation_id"],
        unique=True,
        sqlite_where=over,
        postgresql_where=over,
    )
