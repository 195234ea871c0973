"""Actions with what was noted of them, and what people are told was done with what they said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), nullable=False),
        *[sa.Column(name, sa.String(), nullable=False) for name in ("title", "measure", "agency", "owner")],
        sa.Column("lens", sa.String(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_link", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("made", sa.Date(), nullable=False),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("reminded", sa.Date(), nullable=True),
        sa.Column("chased", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], ondelete="SET NULL"),
    )
    op.create_table(
        "action_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_action_note_action_id", "action_note", ["action_id"])
    op.create_table(
        "said",
        sa.Column("id", sa.Uuid(), nullable=False),
        *[
            sa.Column(name, sa.String(), nullable=False)
            for name in ("audience", "outcome", "symbol", "state")
        ],
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("writers", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("begun", sa.Date(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("wave_id", sa.Uuid(), nullable=True),
        sa.Column("broadcast_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="SET NULL"),
    )
    op.create_index("ix_said_audience", "said", ["audience"])
    op.create_table(
        "said_text",
        sa.Column("said_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        *[sa.Column(name, sa.String(), nullable=False) for name in ("said", "did", "speaker")],
        sa.Column("writers", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("checked", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("said_id", "language"),
        sa.ForeignKeyConstraint(["said_id"], ["said.id"], ondelete="CASCADE"),
    )
