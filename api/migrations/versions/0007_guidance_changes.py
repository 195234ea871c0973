"""The files of the guidance in the database, and what people change in them; the next start loads again."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("delete from guidance_pack")
    op.add_column("guidance_pack", sa.Column("fault", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "guidance_file",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("seeded", sa.String(), nullable=False),
        sa.Column("newer", sa.String(), nullable=True),
    )
    op.create_table(
        "guidance_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False, index=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
    )
