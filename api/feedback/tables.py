"""Issues and good practice that practitioners have sent, and those that are still being written."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class IssueKind(StrEnum):
    """issue: something that should change. practice: something that works and is worth passing on."""

    ISSUE = "issue"
    PRACTICE = "practice"


class IssueState(StrEnum):
    """new: nobody has looked. looked_at: it has a priority. answered: whoever sent it has been written to.

    escalated: it goes into the highlight report. merged: it goes on as part of another. closed: somebody has
    said what became of it.
    """

    NEW = "new"
    LOOKED_AT = "looked_at"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    MERGED = "merged"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon somebody goes after it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class IssueRow(SQLModel, table=True):
    """What somebody sent, with names masked. It has no time but its day.

    `member_id` is there only while the sender is a member: it goes with them, and the issue stays.
    """

    __tablename__ = "issue"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str
    state: str = IssueState.NEW
    theme: str | None = None
    seen: str
    place: str | None = None
    often: str | None = None
    wanted: str | None = None
    lens: str | None = None
    priority: str | None = None
    member_id: UUID | None = Field(default=None, foreign_key="member.id", index=True, ondelete="SET NULL")
    # A keyed digest of the code with which its sender can ask what became of it.
    receipt: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    came: date
    # The broadcast that it answers: gone when that goes.
    about: UUID | None = Field(default=None, foreign_key="broadcast.id", ondelete="SET NULL")
    # The day on which it was put down for the partners, and that on which a report that holds it came out.
    escalated: date | None = None
    reported: date | None = None
    answer: str | None = None
    became: str | None = None
    closed: date | None = None
    # No foreign key: rows are laid down anew in random order, and one would have to come before the other.
    merged_into: UUID | None = Field(default=None, index=True)


class DraftRow(SQLModel, table=True):
    """One that is being written in a conversation: sealed, and gone when it is sent or dropped."""

    __tablename__ = "issue_draft"

    conversation_id: UUID = Field(primary_key=True, foreign_key="conversation.id", ondelete="CASCADE")
    kind: str
    progress: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    about: UUID | None = Field(default=None, foreign_key="broadcast.id", ondelete="SET NULL")
    paused: bool = False
    day: date
