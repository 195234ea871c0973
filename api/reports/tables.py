"""Reports to the Delegated Safeguarding Partners, and what belongs to them."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


class ReportKind(StrEnum):
    """wave: on one. quarter: on all that closed in it. year: an overview of four quarters.

    scrutiny: of a quarter, how far the asking reached, for the independent scrutineer.
    """

    WAVE = "wave"
    QUARTER = "quarter"
    YEAR = "year"
    SCRUTINY = "scrutiny"


class ReportState(StrEnum):
    """draft: being written. waiting: a second person is to look at it. published: it changes no more."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"


class ReportRow(SQLModel, table=True):
    """One version of a report. `about` is the same for all versions of one, and for nothing else."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("about", "version"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str
    about: str
    title: str
    first: date
    last: date
    waves: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    snapshots: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    version: int = 1
    state: str = ReportState.DRAFT
    # Typed by the unit: key messages, one a line; what has changed; decisions that are asked, one a line.
    said: str = ""
    changed: str = ""
    asked: str = ""
    # The day on which its material was taken, and the material: what had been published by then.
    counted: date
    material: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    # The accounts of all who have written in it: none of these may publish it.
    author: str
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    approver: str | None = None
    # Why the second person sent it back.
    answer: str | None = None
    published: date | None = None


class CommentRow(SQLModel, table=True):
    """What somebody of the staff says of a draft; whoever writes it settles that."""

    __tablename__ = "report_comment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(foreign_key="report.id", index=True, ondelete="CASCADE")
    place: int
    account: UUID | None
    name: str
    words: str
    day: date
    settled: bool = False


class FigureRow(SQLModel, table=True):
    """A chart of a report, drawn from its material."""

    __tablename__ = "report_figure"

    report_id: UUID = Field(primary_key=True, foreign_key="report.id", ondelete="CASCADE")
    name: str = Field(primary_key=True)
    svg: str
    png: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LetterheadRow(SQLModel, table=True):
    """The Word file that papers are put into: there is one, or none."""

    __tablename__ = "letterhead"

    one: bool = Field(default=True, primary_key=True)
    name: str
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    day: date
    author: str
