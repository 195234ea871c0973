"""Highlight reports to the Delegated Safeguarding Partners, and what stands in them."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


class ReportState(StrEnum):
    """draft: being written. waiting: a second person is to look at it. published: it changes no more."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"


class ReportRow(SQLModel, table=True):
    """One version of the report on a period; its numbers are frozen when the first version is begun."""

    __tablename__ = "highlight_report"
    __table_args__ = (UniqueConstraint("first", "last", "version"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    first: date
    last: date
    version: int = 1
    state: str = ReportState.DRAFT
    # What the unit says before everything else.
    opening: str = ""
    # The day on which issues were counted, and what may be told of the counts.
    counted: date
    counts: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    # The accounts of all who have written in it: none of these may publish it.
    author: str
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    approver: str | None = None
    # Why the second person sent it back.
    answer: str | None = None
    published: date | None = None


class EntryRow(SQLModel, table=True):
    """One issue as the unit words it for the partners.

    `since` is the last day of the report that it first stood in; none where it is new. `became`: what became
    of what was asked then. `goes_on`: it stands in the next report as well.
    """

    __tablename__ = "highlight_entry"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(foreign_key="highlight_report.id", index=True, ondelete="CASCADE")
    place: int
    # No foreign key: issues are laid down anew. It may be gone by now; what stands here stays.
    issue_id: UUID | None = Field(default=None, index=True)
    since: date | None = None
    words: str = ""
    asked: str = ""
    became: str = ""
    goes_on: bool = True
