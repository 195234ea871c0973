"""A broadcast can leave at its moment, be cancelled and go on; a copy tells whether it was ever in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
SECRET = ("unreachable.member_id", "delivery.left")


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("due", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("left", sa.DateTime(timezone=True), nullable=True))
    # What is on its way goes on under the name that it has set out with.
    for table, name, kind, now in (
        ("broadcast", "resend", sa.Boolean(), "true"),
        ("broadcast", "rounds", sa.Integer(), "0"),
        ("delivery", "doubted", sa.Boolean(), "false"),
    ):
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=now))
        op.alter_column(table, name, server_default=None)
    op.create_table(
        "unreachable",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("member_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="CASCADE"),
    )
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} set statistics 0".replace(" left ", ' "left" '))
