"""What decisions on themes have taught of a question."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggester",
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("known", JSONB(), nullable=False),
        sa.Column("model", JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("survey", "question"),
    )
