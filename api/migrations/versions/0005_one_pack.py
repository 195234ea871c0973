"""The published guidance in one row, and beside it only what is searched; the next start loads it again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OLD = ("guidance_source", "contact", "level", "escalation_stage", "topic", "indicator", "guidance_pack")
_WEIGHTS = {"search_title": "A", "search_words": "B", "search_text": "D"}


def upgrade() -> None:
    for table in OLD:
        op.drop_table(table)
    op.create_table(
        "guidance_pack",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
    )
    vector = " || ".join(
        f"setweight(to_tsvector('english', {name}), '{weight}')" for name, weight in _WEIGHTS.items()
    )
    op.create_table(
        "topic",
        sa.Column("slug", sa.String(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("audiences", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("search_title", sa.String(), nullable=False),
        sa.Column("search_words", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("vector", postgresql.TSVECTOR(), sa.Computed(vector, persisted=True)),
    )
    op.create_table(
        "indicator",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("ages", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("search_words", sa.String(), nullable=False),
        sa.Column(
            "query",
            postgresql.TSQUERY(),
            sa.Computed("websearch_to_tsquery('english', search_words)", persisted=True),
        ),
    )
