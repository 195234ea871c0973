"""Findings of several waves together, and their papers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("waves", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("taken", sa.Date(), nullable=True),
        sa.Column("published", JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("waves"),
    )
    op.create_index("ix_pool_survey", "pool", ["survey"])
    op.create_table(
        "pool_paper",
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pool_id", "kind"),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"]),
    )
