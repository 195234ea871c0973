"""What people change in the guidance, from the first draft to what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, DateTime
from sqlmodel import Field, SQLModel


class ChangeState(StrEnum):
    """draft: its author still writes. waiting: for a second person. The others are for ever."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ChangeRow(SQLModel, table=True):
    """One item, new, changed or removed: `before` and `after` are its YAML, empty where there is none.

    `author` and `approver` are a name and a job title. A change without an author came with a new version of
    Heard. One that is urgent and published without an approver has not been seen by a second person yet.
    `answer` is what the approver wrote, or why it could not wait.
    """

    __tablename__ = "guidance_change"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    file: str
    item: str = Field(index=True)
    title: str
    before: str
    after: str
    state: str = ChangeState.DRAFT
    author: str
    # The account behind that name: who may not approve. None in changes from before there were accounts.
    author_account: UUID | None = None
    approver: str = ""
    reason: str
    answer: str = ""
    urgent: bool = False
    made: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    decided: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
