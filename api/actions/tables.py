"""Actions that the partnership has set itself, and what has been noted of each."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, DateTime
from sqlmodel import Field, SQLModel


class ActionState(StrEnum):
    """planned: nobody has begun. under_way: somebody works on it. done: its evidence stands in it.

    dropped: it will not be done, and the reason is noted.
    """

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class Urgency(StrEnum):
    """How much it matters to the partnership."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class SourceKind(StrEnum):
    """What an action answers. finding: a question of a closed wave. report: one to the partners.

    issue: what a practitioner raised. highlight: an entry of a highlight report. words: none of these.
    """

    FINDING = "finding"
    REPORT = "report"
    ISSUE = "issue"
    HIGHLIGHT = "highlight"
    WORDS = "words"


class ActionRow(SQLModel, table=True):
    """One action. `owner` is a post; no private person is named."""

    __tablename__ = "action"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    title: str
    measure: str
    agency: str
    owner: str
    lens: str | None = None
    priority: str
    state: str = ActionState.PLANNED
    due: date
    evidence: str = ""
    evidence_link: str | None = None
    source: str = SourceKind.WORDS
    # No foreign key: issues are laid down anew in random order, and what it came from may go before it does.
    source_id: UUID | None = None
    # Of a finding: the question's key.
    question: str | None = None
    # Where it came from, in words: they stay when that is gone.
    origin: str = ""
    # Who set it down, and their account: they are written to when its day comes.
    author: str
    author_id: UUID | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    made: date
    closed: date | None = None
    # On which day a letter said that it is due soon, and on which that it is overdue.
    reminded: date | None = None
    chased: date | None = None


class ActionNoteRow(SQLModel, table=True):
    """What somebody noted of it, in order; with `state`, that it was moved there."""

    __tablename__ = "action_note"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    who: str
    state: str | None = None
    words: str = ""
