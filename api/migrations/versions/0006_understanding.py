"""How often words were taken for another topic than they meant."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "misunderstanding",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("guessed", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "guessed", "chosen"),
    )
