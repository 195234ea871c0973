"""The published content pack in PostgreSQL; loading a pack replaces every row."""

from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Column, Computed, Text
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY, TSVECTOR
from sqlmodel import Field, SQLModel


def _texts() -> Any:
    return Field(sa_column=Column(ARRAY(Text), nullable=False))


def _json() -> Any:
    return Field(sa_column=Column(JSONB, nullable=False))


class GuidancePack(SQLModel, table=True):
    """The pack that is published, and the digest of its files.

    A migration that changes any table of guidance empties this one, so that the next start loads again.
    """

    __tablename__ = "guidance_pack"

    key: str = Field(primary_key=True)
    digest: str
    partnership: dict[str, Any] = _json()
    phrases: dict[str, Any] = _json()
    threshold: dict[str, Any] = _json()


class GuidanceSource(SQLModel, table=True):
    """A document that texts rest on."""

    __tablename__ = "guidance_source"

    key: str = Field(primary_key=True)
    title: str
    publisher: str
    version: str
    reviewed: date | None
    review_by: date | None
    confirmed: bool


class Contact(SQLModel, table=True):
    """A number or an address; texts name it by its key."""

    key: str = Field(primary_key=True)
    label: str
    phone: str | None
    text: str | None
    link: str | None
    note: str | None
    hours: str | None
    owner: str
    source: str
    verified: date | None
    expires: date | None
    confirmed: bool


class Topic(SQLModel, table=True):
    """One piece of guidance. Few rows: a scan of `vector` is faster than an index."""

    slug: str = Field(primary_key=True)
    title: str
    menu: str | None
    place: int
    audiences: list[str] = _texts()
    words: list[str] = _texts()
    text: str
    duties: list[dict[str, Any]] = _json()
    steps: list[str] = _texts()
    contacts: list[str] = _texts()
    related: list[str] = _texts()
    sources: list[dict[str, Any]] = _json()
    confirmed: bool
    # Columns of their own, because a generated column may not join an array.
    search_words: str
    search_text: str
    vector: Any = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed(
                "setweight(to_tsvector('english', title || ' ' || coalesce(menu, '')), 'A') || "
                "setweight(to_tsvector('english', search_words), 'B') || "
                "setweight(to_tsvector('english', search_text), 'D')",
                persisted=True,
            ),
        ),
    )


class Level(SQLModel, table=True):
    """A level of need."""

    number: int = Field(primary_key=True)
    name: str | None
    about: str
    leads: str | None
    route: str
    contacts: list[str] = _texts()
    confirmed: bool


class Indicator(SQLModel, table=True):
    """A sign of a level; `query` is matched against a worry."""

    key: str = Field(primary_key=True)
    place: int
    level: int
    domain: str
    text: str
    words: list[str] = _texts()
    ages: list[str] = _texts()
    red_flag: str | None
    note: str | None
    duty: dict[str, Any] | None = Field(sa_column=Column(JSONB(none_as_null=True)))
    confirmed: bool
    search_words: str
    query: Any = Field(
        default=None,
        sa_column=Column(TSQUERY, Computed("websearch_to_tsquery('english', search_words)", persisted=True)),
    )


class EscalationStage(SQLModel, table=True):
    """A stage of the escalation policy; `days` are working days, empty when not known."""

    __tablename__ = "escalation_stage"

    key: str = Field(primary_key=True)
    place: int
    name: str
    who: str
    days: int | None
    confirmed: bool
