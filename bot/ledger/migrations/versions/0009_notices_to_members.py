"""notices to members: weather warnings, broadcasts and who wants them"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Document, Instant, Key, Words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("member", sa.Column("news_agreed_at", Instant(), nullable=True))
    op.create_table(
        "weather_warning",
        sa.Column("id", Key, nullable=False),
        sa.Column("signal", Words(), nullable=False),
        sa.Column("announced_at", Instant(), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("source", Words(), nullable=False),
        sa.CheckConstraint("signal IN ('typhoon_8', 'black_rain')", name=op.f("ck_weather_warning_signal")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_weather_warning_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weather_warning")),
    )
    op.create_index(
        "uq_weather_warning_open",
        "weather_warning",
        ["signal"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.create_table(
        "broadcast",
        sa.Column("id", Key, nullable=False),
        sa.Column("programme", Words(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("texts", Document, nullable=False),
        sa.Column("tiers", Document, nullable=False),
        sa.Column("per_minute", Key, nullable=False),
        sa.Column("state", Words(), nullable=False),
        sa.Column("version", Key, nullable=False),
        sa.Column("created_by", Words(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("told", Key, nullable=False),
        sa.Column("last_member_id", Key, nullable=False),
        sa.Column("next_batch_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'sending', 'paused', 'sent', 'stopped')", name=op.f("ck_broadcast_state")
        ),
        sa.CheckConstraint("per_minute > 0", name=op.f("ck_broadcast_per_minute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )


def downgrade() -> None:
    op.drop_table("broadcast")
    op.drop_index(
        "uq_weather_warning_open",
        table_name="weather_warning",
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.drop_table("weather_warning")
    op.drop_column("member", "news_agreed_at")
