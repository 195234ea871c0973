"""Addresses of members are sealed; an invitation may be for several people of one agency."""

import hashlib

import sqlalchemy as sa
from alembic import context, op

from api.waves.keys import MEMBERS, KeyRing

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
SECRET = ("address.digest", "address.sealed", "address.member_id", "member.name", "conversation.joining")


def upgrade() -> None:
    _addresses()
    op.add_column("invitation", sa.Column("places", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("invitation", sa.Column("taken", sa.Integer(), nullable=False, server_default="0"))
    # One for several people bears the name of nobody; of a used one it is the member's.
    op.alter_column("invitation", "name", nullable=True)
    op.execute("update invitation set taken = 1, name = null where used")
    for column in ("places", "taken"):
        op.alter_column("invitation", column, server_default=None)
    op.drop_column("invitation", "used")
    op.create_check_constraint("invitation_places", "invitation", "taken between 0 and places")
    # The invitation that waits for a name: what is typed next is theirs.
    op.add_column("conversation", sa.Column("joining", sa.Uuid(), nullable=True))
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} set statistics 0")


def _addresses() -> None:
    """Into a table of their own: the file of the old one, which holds them readable, goes with it."""
    op.rename_table("address", "readable_address")
    for name in ("address_pkey", "address_kind_value_key", "ix_address_member_id"):
        op.execute(f"alter index {name} rename to readable_{name}")
    op.create_table(
        "address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "digest"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_address_member_id", "address", ["member_id"])
    connection, keys = op.get_bind(), context.config.attributes["keys"]
    rows = connection.execute(sa.text("select id, member_id, kind, value from readable_address")).all()
    for row in rows:
        digest, sealed = _sealed(keys, row.kind, row.value)
        connection.execute(
            sa.text("insert into address values (:id, :member_id, :kind, :digest, :sealed)"),
            {
                "id": row.id,
                "member_id": row.member_id,
                "kind": row.kind,
                "digest": digest,
                "sealed": sealed,
            },
        )
    op.drop_table("readable_address")


def _sealed(keys: KeyRing, kind: str, value: str) -> tuple[bytes, bytes | None]:
    """As api/members/addresses.py keeps them today. Of a browser's token only the digest was kept."""
    if kind == "telegram":
        return keys.token(MEMBERS, f"{kind} {value}"), keys.seal(MEMBERS, value)
    try:
        return bytes.fromhex(value), None
    except ValueError:  # no digest of ours: nobody was ever reached by it
        return hashlib.sha256(value.encode()).digest(), None
