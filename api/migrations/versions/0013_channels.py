"""Members say how they want to be written to; a broadcast knows for whom it is, and what it asks for."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
SECRET = (
    "member.role",
    "member_link.digest",
    "member_link.name",
    "member_link.sealed",
    "member_link.expires",
    "attempt.left",
    "delivery.not_before",
)
WORDS = ARRAY(sa.String())


def upgrade() -> None:
    _members()
    _broadcasts()
    _attempts()
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f'alter table {table} alter column "{name}" set statistics 0')


def _members() -> None:
    op.create_table(
        "agency",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("member", sa.Column("role", sa.String(), nullable=True))
    op.add_column("member", sa.Column("quiet_from", sa.SmallInteger(), nullable=True))
    op.add_column("member", sa.Column("quiet_until", sa.SmallInteger(), nullable=True))
    _add("member", "language", sa.String(), "'en'")
    _add("member", "left_themes", WORDS, "'{}'")
    _add("member", "channels", WORDS, "'{}'")
    _add("member", "guest", sa.Boolean(), "false")
    op.create_table(
        "member_link",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitation.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_member_link_member_id", "member_link", ["member_id"])


def _broadcasts() -> None:
    for name in ("agency_types", "roles", "languages"):
        _add("broadcast", name, WORDS, "'{}'")
    _add("broadcast", "urgent", sa.Boolean(), "false")
    _add("broadcast", "asks", sa.Boolean(), "false")
    op.add_column("broadcast", sa.Column("theme", sa.String(), nullable=True))
    op.add_column("broadcast", sa.Column("review", sa.String(), nullable=True))
    op.add_column("broadcast", sa.Column("wave_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "broadcast_wave_id_fkey", "broadcast", "wave", ["wave_id"], ["id"], ondelete="SET NULL"
    )
    op.create_table(
        "broadcast_text",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "language"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="CASCADE"),
    )
    op.create_table(
        "broadcast_document",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="CASCADE"),
    )
    op.add_column("broadcast", sa.Column("again", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("channel", sa.String(), nullable=True))
    op.add_column("delivery", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    for name in ("opened", "understood", "reminded"):
        op.add_column("delivery", sa.Column(name, sa.Date(), nullable=True))


def _attempts() -> None:
    """Of what Telegram was tried for so far, the last attempt is known."""
    op.create_table(
        "attempt",
        sa.Column("broadcast_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("left", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "member_id", "number"),
        # No cascade: `closing.blur` puts copies down anew, and these would be gone.
        sa.ForeignKeyConstraint(
            ["broadcast_id", "member_id"], ["delivery.broadcast_id", "delivery.member_id"]
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="CASCADE"),
    )
    op.execute(
        """insert into attempt (broadcast_id, member_id, number, channel, state, "left", doubted)
        select broadcast_id, member_id, attempts, 'telegram',
            case state when 'waiting' then 'kept' else state end, "left", doubted
        from delivery where attempts > 0"""
    )
    op.execute("update delivery set channel = 'telegram' where attempts > 0")
    for name in ("attempts", "left", "doubted"):
        op.drop_column("delivery", name)
    op.add_column("unreachable", sa.Column("channel", sa.String(), nullable=False, server_default="telegram"))
    op.alter_column("unreachable", "channel", server_default=None)
    op.drop_constraint("unreachable_pkey", "unreachable")
    op.create_primary_key("unreachable_pkey", "unreachable", ["member_id", "channel"])


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], now: str) -> None:
    """A column that rows of today have filled as well, and that has no default hereafter."""
    op.add_column(table, sa.Column(name, kind, nullable=False, server_default=sa.text(now)))
    op.alter_column(table, name, server_default=None)
