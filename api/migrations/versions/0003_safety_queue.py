"""The safety queue: who watches it and by when, what was done about an alert, and the audit trail."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import context, op

from api.errors import WrongState
from api.waves.keys import KeyRing

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As in 0002: what could stand for a person is not copied into the planner's statistics.
SECRET = ("staff_session.name", "staff_session.title", "audit.who", "audit.subject")

# An entry may go once it is six years old (api/retention/clocks.py), and is changed never.
APPEND_ONLY = """
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.at < now() - interval '6 years' then
            return old;
        end if;
    end if;
    raise exception 'the audit trail is only ever added to';
end
$$;
create trigger append_only before update or delete on audit
    for each row execute function audit_is_append_only();
create trigger never_emptied before truncate on audit
    for each statement execute function audit_is_append_only();
"""


def upgrade() -> None:
    op.add_column("wave", sa.Column("answer_within", sa.String(), nullable=True))
    op.execute("update wave set answer_within = 'next_working_day' where watched and state <> 'rehearsal'")
    op.add_column("broadcast", sa.Column("kind", sa.String(), server_default="unit", nullable=False))
    op.alter_column("broadcast", "kind", server_default=None)
    # Whoever is signed in signs in anew, and says who they are.
    op.execute("delete from staff_session")
    for column in ("name", "title"):
        op.add_column("staff_session", sa.Column(column, sa.String(), nullable=False))
    _alerts()
    _duty()
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.execute(APPEND_ONLY)
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} set statistics 0")


def _alerts() -> None:
    op.add_column("alert", sa.Column("handled", sa.Date(), nullable=True))
    for column in ("late", "call"):
        op.add_column("alert", sa.Column(column, sa.Boolean(), server_default="false", nullable=False))
        op.alter_column("alert", column, server_default=None)
    keys: KeyRing = context.config.attributes["keys"]
    for row in op.get_bind().execute(sa.text("select id, sealed from alert")).all():
        try:
            said: dict[str, Any] = keys.open(None, row.sealed)
        except WrongState:  # its key is away: until that is brought back nobody can read it
            continue
        named = {"id": row.id, "sealed": keys.seal(None, {"name": str(uuid4()), **said})}
        op.get_bind().execute(sa.text("update alert set sealed = :sealed where id = :id"), named)


def _duty() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("by_hour", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("rolled", sa.Date(), nullable=True),
        sa.CheckConstraint("id = 1", name="duty_is_one_row"),
        sa.CheckConstraint("by_hour between 0 and 23", name="duty_hour"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
