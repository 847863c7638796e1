"""photo fingerprints"""

import sqlalchemy as sa
from alembic import op

from bot.ledger.models.base import Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("receipt_photo", sa.Column("fingerprint", Words(), nullable=True))
    op.create_index(op.f("ix_receipt_photo_fingerprint"), "receipt_photo", ["fingerprint"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_receipt_photo_fingerprint"), table_name="receipt_photo")
    op.drop_column("receipt_photo", "fingerprint")
