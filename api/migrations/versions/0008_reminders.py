"""Reminders that members of the action group asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("made", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "stage", "due"),
    )
    # ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
    for column in ("member_id", "stage", "due"):
        op.execute(f"alter table reminder alter column {column} set statistics 0")
