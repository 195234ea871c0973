"""Issues of the newsletter, and what stands in them."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel


class NewsState(StrEnum):
    """draft: being written. waiting: a second person is to look at it. published: anybody can read it."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"


class ItemKind(StrEnum):
    """What an item is about, in the order in which an issue shows them when nobody has moved any."""

    LEARNING = "learning"
    GUIDE = "guide"
    POLICY = "policy"
    TRAINING = "training"
    OTHER = "other"


class NewsRow(SQLModel, table=True):
    """One issue. `quarter` as addresses name it: 2026-q3."""

    __tablename__ = "newsletter"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    quarter: str = Field(unique=True)
    title: str
    opening: str = ""
    state: str = NewsState.DRAFT
    # The accounts of all who have written in it: none of these may publish it.
    author: str
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    approver: str | None = None
    # Why the second person sent it back.
    answer: str | None = None
    published: date | None = None
    # The broadcast that tells the members of it; gone when that is thrown away.
    broadcast_id: UUID | None = Field(default=None, foreign_key="broadcast.id", ondelete="SET NULL")


class ItemRow(SQLModel, table=True):
    """One item. `topic` is a guidance topic to ask Heard for, `day` that of a training.

    `source` says what it was taken from, so that it is not offered again.
    """

    __tablename__ = "newsletter_item"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    newsletter_id: UUID = Field(foreign_key="newsletter.id", index=True, ondelete="CASCADE")
    place: int
    kind: str
    title: str
    words: str = ""
    link: str | None = None
    topic: str | None = None
    day: date | None = None
    source: str | None = None
