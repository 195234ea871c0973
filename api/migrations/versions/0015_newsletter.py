"""The newsletter: its issues and their items."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newsletter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("writers", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("broadcast_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("quarter"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="SET NULL"),
    )
    op.create_table(
        "newsletter_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("newsletter_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["newsletter_id"], ["newsletter.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_newsletter_item_newsletter_id", "newsletter_item", ["newsletter_id"])
