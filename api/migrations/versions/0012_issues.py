"""Issues and good practice that practitioners send, and those that are being written."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
SECRET = (
    "issue.seen",
    "issue.place",
    "issue.wanted",
    "issue.member_id",
    "issue.receipt",
    "issue.answer",
    "issue.became",
    "issue_draft.conversation_id",
    "issue_draft.progress",
)


def upgrade() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("often", sa.String(), nullable=True),
        sa.Column("wanted", sa.String(), nullable=True),
        sa.Column("lens", sa.String(), nullable=True),
        sa.Column("priority", sa.String(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("came", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("became", sa.String(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="SET NULL"),
    )
    op.create_index("ix_issue_member_id", "issue", ["member_id"])
    op.create_index("ix_issue_merged_into", "issue", ["merged_into"])
    op.create_table(
        "issue_draft",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("progress", sa.LargeBinary(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
    )
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} set statistics 0")
