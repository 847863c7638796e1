"""points receipts vouchers"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Money, Words

revision = "0002"
down_revision = "0001"

# What happened is only ever added to.
APPEND_ONLY = ("entry", "audit", "receipt_step")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Key, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", Words(), nullable=False),
        sa.Column("action", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("detail", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)
    op.create_table(
        "reward",
        sa.Column("id", Words(), nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("names", Document, nullable=False),
        sa.Column("descriptions", Document, nullable=False),
        sa.Column("points", Key, nullable=False),
        sa.Column("hours", Key, nullable=True),
        sa.Column("value", Money(), nullable=True),
        sa.Column("stock", Key, nullable=True),
        sa.Column("collect_days", Key, nullable=True),
        sa.Column("shops", Document, nullable=False),
        sa.Column("position", Key, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('parking', 'elite_parking', 'evoucher', 'gift', 'gift_voucher')",
            name=op.f("ck_reward_kind"),
        ),
        sa.CheckConstraint("points >= 0", name=op.f("ck_reward_points")),
        sa.CheckConstraint(
            "kind NOT IN ('gift', 'gift_voucher') OR collect_days > 0", name=op.f("ck_reward_collect_days")
        ),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_reward_stock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
    )
    op.create_index(op.f("ix_reward_programme"), "reward", ["programme"], unique=False)
    op.create_table(
        "sms",
        sa.Column("id", Key, nullable=False),
        sa.Column("phone", Words(), nullable=False),
        sa.Column("language", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("values", Document, nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("attempts", Key, nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=True),
        sa.Column("failure", Words(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'sent', 'failed')", name=op.f("ck_sms_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms")),
    )
    op.create_index(
        "ix_sms_pending",
        "sms",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "decision",
        sa.Column("id", Key, nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("edition", Words(), nullable=False),
        sa.Column("outcome", Words(), nullable=False),
        sa.Column("request", Document, nullable=False),
        sa.Column("answer", Document, nullable=False),
        sa.Column("member_id", Key, nullable=True),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_decision_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_member_id"), "decision", ["member_id"], unique=False)
    op.create_table(
        "deletion_request",
        sa.Column("member_id", Key, autoincrement=False, nullable=False),
        sa.Column("requested_at", Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_deletion_request_member_id_member")
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_deletion_request")),
    )
    op.create_table(
        "lot",
        sa.Column("member_id", Key, autoincrement=False, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("remainder", Key, nullable=False),
        sa.CheckConstraint("remainder >= 0", name=op.f("ck_lot_remainder")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_lot_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "expires_on", name=op.f("pk_lot")),
    )
    op.create_table(
        "entry",
        sa.Column("id", Key, nullable=False),
        sa.Column("member_id", Key, nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("points", Key, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("clause", Words(), nullable=True),
        sa.Column("decision_id", Key, nullable=True),
        sa.Column("actor", Words(), nullable=False),
        sa.Column("key", Words(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('spend', 'welcome', 'birthday', 'bonus', 'redeem', 'adjust')",
            name=op.f("ck_entry_kind"),
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_entry_points")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_entry_decision_id_decision")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_entry_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("key", "expires_on", name=op.f("uq_entry_key_expires_on")),
    )
    op.create_index("ix_entry_member", "entry", ["member_id", "id"], unique=False)
    op.create_table(
        "link_attempt",
        sa.Column("id", Key, nullable=False),
        sa.Column("conversation_id", Key, nullable=False),
        sa.Column("member_id", Key, nullable=True),
        sa.Column("salt", Words(), nullable=False),
        sa.Column("code_hash", Words(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("tries_left", Key, nullable=False),
        sa.Column("spent_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_link_attempt_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_link_attempt_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_attempt")),
    )
    op.create_index(
        op.f("ix_link_attempt_conversation_id"), "link_attempt", ["conversation_id"], unique=False
    )
    op.create_index(op.f("ix_link_attempt_member_id"), "link_attempt", ["member_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", Key, nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("member_id", Key, nullable=False),
        sa.Column("conversation_id", Key, nullable=True),
        sa.Column("state", Words(), nullable=False),
        sa.Column("via", Words(), nullable=False),
        sa.Column("reading", Document, nullable=False),
        sa.Column("facts", Document, nullable=False),
        sa.Column("number_key", Words(), nullable=True),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("total", Money(), nullable=True),
        sa.Column("points", Key, nullable=True),
        sa.Column("decision_id", Key, nullable=True),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'read', 'awaiting_confirmation', 'awaiting_review', 'approved',"
            " 'credited', 'rejected', 'withdrawn')",
            name=op.f("ck_receipt_state"),
        ),
        sa.CheckConstraint("via IN ('upload', 'email', 'desk')", name=op.f("ck_receipt_via")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_receipt_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_receipt_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_receipt_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_conversation_id"), "receipt", ["conversation_id"], unique=False)
    op.create_index("ix_receipt_issued", "receipt", ["programme", "issued_on", "total"], unique=False)
    op.create_index(op.f("ix_receipt_member_id"), "receipt", ["member_id"], unique=False)
    op.create_index("ix_receipt_number", "receipt", ["programme", "number_key", "issued_on"], unique=False)
    op.create_table(
        "voucher",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", Words(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", Key, nullable=False),
        sa.Column("reward_id", Words(), nullable=False),
        sa.Column("decision_id", Key, nullable=False),
        sa.Column("key", Words(), nullable=False),
        sa.Column("points", Key, nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("used_where", Words(), nullable=True),
        sa.Column("void_reason", Words(), nullable=True),
        sa.CheckConstraint("state IN ('issued', 'used', 'lapsed', 'void')", name=op.f("ck_voucher_state")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_voucher_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_voucher_member_id_member")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_voucher_reward_id_reward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("code", name=op.f("uq_voucher_code")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_voucher_member_id_key")),
    )
    op.create_index("ix_voucher_issued_on", "voucher", ["member_id", "issued_on"], unique=False)
    op.create_index(op.f("ix_voucher_reward_id"), "voucher", ["reward_id"], unique=False)
    op.create_table(
        "photo_job",
        sa.Column("id", Key, nullable=False),
        sa.Column("conversation_id", Key, nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("photos", Document, nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done')", name=op.f("ck_photo_job_state")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_photo_job_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_photo_job_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_job")),
        sa.UniqueConstraint("message_id", name=op.f("uq_photo_job_message_id")),
    )
    op.create_index(
        "ix_photo_job_waiting",
        "photo_job",
        ["conversation_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "receipt_photo",
        sa.Column("id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("key", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("size", Key, nullable=False),
        sa.Column("deleted_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('receipt', 'proof', 'unknown')", name=op.f("ck_receipt_photo_kind")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_photo_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_photo")),
    )
    op.create_index(op.f("ix_receipt_photo_key"), "receipt_photo", ["key"], unique=False)
    op.create_index(op.f("ix_receipt_photo_receipt_id"), "receipt_photo", ["receipt_id"], unique=False)
    op.create_table(
        "receipt_step",
        sa.Column("id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=False),
        sa.Column("before", Words(), nullable=True),
        sa.Column("after", Words(), nullable=False),
        sa.Column("actor", Words(), nullable=False),
        sa.Column("reason", Words(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_step_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_step")),
    )
    op.create_index(op.f("ix_receipt_step_receipt_id"), "receipt_step", ["receipt_id"], unique=False)
    op.create_table(
        "support_case",
        sa.Column("id", Key, nullable=False),
        sa.Column("conversation_id", Key, nullable=False),
        sa.Column("receipt_id", Key, nullable=True),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("priority", Key, nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("taken_by", Words(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("waiting_since", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'taken', 'closed')", name=op.f("ck_support_case_status")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_support_case_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_support_case_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_case")),
    )
    op.create_index(
        "uq_support_case_conversation",
        "support_case",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    refuse_changes()


def downgrade() -> None:
    allow_changes()
    op.drop_index(
        "uq_support_case_conversation",
        table_name="support_case",
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.drop_table("support_case")
    op.drop_index(op.f("ix_receipt_step_receipt_id"), table_name="receipt_step")
    op.drop_table("receipt_step")
    op.drop_index(op.f("ix_receipt_photo_receipt_id"), table_name="receipt_photo")
    op.drop_index(op.f("ix_receipt_photo_key"), table_name="receipt_photo")
    op.drop_table("receipt_photo")
    op.drop_index(
        "ix_photo_job_waiting",
        table_name="photo_job",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("photo_job")
    op.drop_index(op.f("ix_voucher_reward_id"), table_name="voucher")
    op.drop_index("ix_voucher_issued_on", table_name="voucher")
    op.drop_table("voucher")
    op.drop_index("ix_receipt_number", table_name="receipt")
    op.drop_index(op.f("ix_receipt_member_id"), table_name="receipt")
    op.drop_index("ix_receipt_issued", table_name="receipt")
    op.drop_index(op.f("ix_receipt_conversation_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_link_attempt_member_id"), table_name="link_attempt")
    op.drop_index(op.f("ix_link_attempt_conversation_id"), table_name="link_attempt")
    op.drop_table("link_attempt")
    op.drop_index("ix_entry_member", table_name="entry")
    op.drop_table("entry")
    op.drop_table("lot")
    op.drop_table("deletion_request")
    op.drop_index(op.f("ix_decision_member_id"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(
        "ix_sms_pending",
        table_name="sms",
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.drop_table("sms")
    op.drop_index(op.f("ix_reward_programme"), table_name="reward")
    op.drop_table("reward")
    op.drop_index("ix_audit_subject", table_name="audit")
    op.drop_table("audit")


def refuse_changes() -> None:
    """Have the database itself refuse to change or remove a row."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def allow_changes() -> None:
    """Take the refusal away; on SQLite it goes with the table."""
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
