"""The published content pack in PostgreSQL: the whole of it in one row, and what is searched beside it."""

from typing import Any

from sqlalchemy import ARRAY, Column, Computed, Text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlmodel import Field, SQLModel


def _texts() -> Any:
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


class GuidancePack(SQLModel, table=True):
    """The pack that is published, as JSON, and the digest of its files.

    Where its shape changes, a migration empties this table, so that the next start loads again.
    """

    __tablename__ = "guidance_pack"

    key: str = Field(primary_key=True)
    digest: str
    pack: str


class Topic(SQLModel, table=True):
    """A topic as it is searched; only those with a menu label are. A scan of few rows beats an index."""

    slug: str = Field(primary_key=True)
    place: int
    audiences: list[str] = _texts()
    # Columns of their own, because a generated column may not join an array.
    search_title: str
    search_words: str
    search_text: str
    vector: Any = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed(
                "setweight(to_tsvector('english', search_title), 'A') || "
                "setweight(to_tsvector('english', search_words), 'B') || "
                "setweight(to_tsvector('english', search_text), 'D')",
                persisted=True,
            ),
        ),
    )


class Indicator(SQLModel, table=True):
    """A sign of a level as it is searched: `query` is matched against a worry."""

    key: str = Field(primary_key=True)
    place: int
    ages: list[str] = _texts()
    search_words: str
    query: Any = Field(
        default=None,
        sa_column=Column(TSQUERY, Computed("websearch_to_tsquery('english', search_words)", persisted=True)),
    )
