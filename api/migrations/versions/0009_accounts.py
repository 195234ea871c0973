"""Accounts with roles, keys of other programs, and who it was in what needs a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# ANALYZE copies values out of rows into statistics, which outlive the rows: never of these columns.
SECRET = (
    "account.email",
    "account.name",
    "account.title",
    "account.subject",
    "staff_session.account_id",
    "api_key.maker",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("factor", sa.LargeBinary(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("made", sa.Date(), nullable=False),
        sa.Column("seen", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("waits", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        _of_account(),
        sa.PrimaryKeyConstraint("digest"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("made", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("used", sa.Date(), nullable=True),
        sa.Column("revoked", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("prefix"),
    )
    _signing_in()
    # Who it was, for rules on a second person and for the trail; entries made before there were accounts have none.
    op.add_column("audit", sa.Column("account", sa.Uuid(), nullable=True))
    op.add_column("guidance_change", sa.Column("author_account", sa.Uuid(), nullable=True))
    op.add_column("survey_version", sa.Column("uploader", sa.Uuid(), nullable=True))
    for name in ("author", "editor", "approver", "answer"):
        op.add_column("broadcast", sa.Column(name, sa.String(), nullable=True))
    op.add_column("broadcast", sa.Column("sent", sa.DateTime(timezone=True), nullable=True))
    op.add_column("broadcast", sa.Column("writers", sa.ARRAY(sa.Uuid()), nullable=False, server_default="{}"))
    op.alter_column("broadcast", "writers", server_default=None)
    for column in SECRET:
        table, _, name = column.partition(".")
        op.execute(f"alter table {table} alter column {name} set statistics 0")
    op.execute("alter table audit alter column account set statistics 0")
    _looking_after()
    # By which an invitation can be taken back.
    named = sa.Column("id", sa.Uuid(), nullable=False, server_default=sa.text("gen_random_uuid()"))
    op.add_column("invitation", named)
    op.alter_column("invitation", "id", server_default=None)
    op.create_unique_constraint(None, "invitation", ["id"])


def _signing_in() -> None:
    """Whoever is signed in signs in anew, with an account."""
    op.execute("delete from staff_session")
    for column in ("name", "title"):
        op.drop_column("staff_session", column)
    op.add_column("staff_session", _of_account())
    op.add_column("staff_session", sa.Column("stage", sa.String(), nullable=False))
    for column in ("opened", "seen"):
        op.add_column("staff_session", sa.Column(column, sa.DateTime(timezone=True), nullable=False))
    op.add_column("staff_session", sa.Column("offered", sa.LargeBinary(), nullable=True))
    op.add_column("sign_in_link", _of_account(null=True))
    for table in ("staff_session", "sign_in_link"):
        op.create_foreign_key(None, table, "account", ["account_id"], ["id"], ondelete="CASCADE")
        op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def _looking_after() -> None:
    """The trail can be searched, and the worker says which of its work it has put off."""
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_what", "audit", ["what", "number"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    put_off: sa.Column[object] = sa.Column(
        "put_off", sa.ARRAY(sa.String()), nullable=False, server_default="{}"
    )
    op.add_column("heartbeat", put_off)
    op.alter_column("heartbeat", "put_off", server_default=None)


def _of_account(*, null: bool = False) -> sa.Column[object]:
    return sa.Column("account_id", sa.Uuid(), nullable=null)
