"""The published content in PostgreSQL: its files, the whole pack in one row, and what is searched."""

from typing import Any

from sqlalchemy import ARRAY, Column, Computed, Text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlmodel import Field, SQLModel


def _texts() -> Any:
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


class GuidancePack(SQLModel, table=True):
    """The pack that is published, as JSON, and the digest of its files.

    Where its shape changes, a migration empties this table, so that the next start loads again. `fault` says
    why files of the program, or what was edited, could not be taken in; empty when all is well.
    """

    __tablename__ = "guidance_pack"

    key: str = Field(primary_key=True)
    digest: str
    pack: str
    fault: str = ""


class FileRow(SQLModel, table=True):
    """A file of the pack. `text` is what is published; empty where the file is not part of the pack.

    `seeded` is the digest of the program's text that this one was made from, empty when there was none: where
    the two differ the file was edited here. `newer` is a text of the program that has not been taken in.
    """

    __tablename__ = "guidance_file"

    name: str = Field(primary_key=True)
    text: str | None
    seeded: str
    newer: str | None = None


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
