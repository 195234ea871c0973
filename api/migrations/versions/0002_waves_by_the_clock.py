"""Waves that open and close by the clock, sealed runs, receipts, single-use codes, proofs of deletion."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import context, op

from api.errors import WrongState
from api.waves.keys import KeyRing

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Columns whose values could stand for a person or be their words, with their types.
SECRET = {
    "alert.id": "uuid",
    "alert.sealed": "bytea",
    "response.id": "uuid",
    "response.answers": "jsonb",
    "response.receipt": "bytea",
    "participation.token": "bytea",
    "entry_code.token": "bytea",
    "run.id": "uuid",
    "run.progress": "bytea",
    "turn.key": "varchar",
    "turn.replies": "bytea",
    "conversation.id": "uuid",
    "conversation.run_id": "uuid",
    "conversation.offered_token": "bytea",
    "invitation.name": "varchar",
    "invitation.agency": "varchar",
}


def upgrade() -> None:
    op.rename_table("published_survey", "survey_version")
    op.execute("alter index published_survey_pkey rename to survey_version_pkey")
    op.add_column("survey_version", sa.Column("published", sa.Date(), nullable=True))
    op.execute("update survey_version set published = current_date")
    _waves()
    _runs()
    op.create_table(
        "entry_code",
        sa.Column("wave_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave_id", "token"),
    )
    op.create_table(
        "deletion",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind"),
    )

    op.add_column("alert", sa.Column("seen", sa.Date(), nullable=True))
    _alerts()
    _statistics()
    # What was kept unsealed stands in the old rows until the tables are written anew.
    for table in ("run", "alert", "turn", "conversation"):
        op.execute(f"cluster {table} using {table}_pkey")


def _alerts() -> None:
    parts = ("audience", "tier", "family", "text")
    op.add_column("alert", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    for row in op.get_bind().execute(sa.text("select * from alert")).mappings().all():
        _seal("alert", "sealed", row["id"], None, {part: row[part] for part in parts})
    op.alter_column("alert", "sealed", nullable=False)
    for part in parts:
        op.drop_column("alert", part)


def _seal(table: str, column: str, row: UUID, wave: UUID | None, kept: Any) -> None:
    keys: KeyRing = context.config.attributes["keys"]
    sealed = {"row": row, "sealed": keys.seal(wave, kept)}
    op.get_bind().execute(sa.text(f"update {table} set {column} = :sealed where id = :row"), sealed)


def _statistics() -> None:
    """ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.

    A change of type, even to the same one, drops what was gathered before.
    """
    for column, kind in SECRET.items():
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} type {kind}")
        op.execute(f"alter table {table} alter column {name} set statistics 0")


def _waves() -> None:
    op.add_column(
        "wave", sa.Column("languages", sa.ARRAY(sa.String()), server_default="{en}", nullable=False)
    )
    op.add_column("wave", sa.Column("setting", sa.String(), nullable=True))
    op.add_column("wave", sa.Column("entry", sa.String(), server_default="link", nullable=False))
    op.add_column("wave", sa.Column("places", sa.Integer(), nullable=True))
    op.add_column("wave", sa.Column("opens", sa.DateTime(timezone=True), nullable=True))
    op.execute("update wave set opens = opened at time zone 'Europe/London'")
    op.alter_column("wave", "opens", nullable=False)
    op.add_column("wave", sa.Column("closes", sa.DateTime(timezone=True), nullable=True))
    for column in ("languages", "entry"):
        op.alter_column("wave", column, server_default=None)


def _runs() -> None:
    """Turns go, they are only what was said last; every run goes on where it was."""
    op.add_column("response", sa.Column("receipt", sa.LargeBinary(), nullable=True))
    op.create_unique_constraint("response_receipt_key", "response", ["receipt"])
    op.alter_column("run", "progress", new_column_name="plain")
    op.add_column("run", sa.Column("progress", sa.LargeBinary(), nullable=True))
    for row in op.get_bind().execute(sa.text("select id, wave_id, plain from run")).mappings().all():
        try:
            _seal("run", "progress", row["id"], row["wave_id"], row["plain"])
        except WrongState:  # a run whose wave has lost its key could never be settled
            op.get_bind().execute(sa.text("delete from run where id = :id"), {"id": row["id"]})
    op.alter_column("run", "progress", nullable=False)
    op.drop_column("run", "plain")
    op.execute("delete from turn")
    op.drop_column("turn", "replies")
    op.add_column("turn", sa.Column("replies", sa.LargeBinary(), nullable=False))
    op.add_column("turn", sa.Column("wave_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("turn_wave_id_fkey", "turn", "wave", ["wave_id"], ["id"])
    op.add_column("conversation", sa.Column("offered_token", sa.LargeBinary(), nullable=True))
