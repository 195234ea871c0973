"""Highlight reports, the day an issue was put down for one, and the broadcast that an issue answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
SECRET = ("issue.about", "issue_draft.about", "highlight_entry.issue_id")


def upgrade() -> None:
    for table in ("issue", "issue_draft"):
        op.add_column(table, sa.Column("about", sa.Uuid(), nullable=True))
        op.create_foreign_key(
            f"{table}_about_fkey", table, "broadcast", ["about"], ["id"], ondelete="SET NULL"
        )
    op.add_column("issue", sa.Column("escalated", sa.Date(), nullable=True))
    op.add_column("issue", sa.Column("reported", sa.Date(), nullable=True))
    # The day of it was not kept before.
    op.execute("update issue set escalated = came where state = 'escalated'")
    op.create_table(
        "highlight_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("counted", sa.Date(), nullable=False),
        sa.Column("counts", JSONB(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("writers", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("first", "last", "version"),
    )
    op.create_table(
        "highlight_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["report_id"], ["highlight_report.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_highlight_entry_report_id", "highlight_entry", ["report_id"])
    op.create_index("ix_highlight_entry_issue_id", "highlight_entry", ["issue_id"])
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} set statistics 0")
