"""Where people were asked, by the partnership's lists, and which waves asked at the same place."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("setting_kind", "area"):
        op.add_column("wave", sa.Column(name, sa.String(), nullable=True))
    # Of two earlier waves nobody has said that they asked at the same place.
    op.add_column("wave", sa.Column("place", sa.Uuid(), nullable=True))
    op.execute("update wave set place = gen_random_uuid()")
    op.alter_column("wave", "place", nullable=False)
