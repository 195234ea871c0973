"""What people said of comments, what is shown of it, and quotes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "label",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("account", sa.Uuid(), nullable=False),
        sa.Column("tone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("response_id", "question", "account"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], ondelete="CASCADE"),
    )
    op.create_table(
        "coding",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("response_id", "question", "theme"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], ondelete="CASCADE"),
    )
    op.create_table(
        "scorer",
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("judgement", JSONB(), nullable=False),
        sa.Column("model", JSONB(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("survey", "question"),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Date(), nullable=False),
        sa.Column("made_of", sa.Integer(), nullable=False),
        sa.Column("published", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"]),
        sa.UniqueConstraint("wave_id", "question", "kind", "number"),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("writers", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_quote_wave_id", "quote", ["wave_id"])
    op.create_index(
        "ix_quote_response_id",
        "quote",
        ["response_id", "question"],
        unique=True,
        postgresql_where=sa.text("response_id IS NOT NULL"),
    )
