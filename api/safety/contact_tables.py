"""Requests to be contacted: in a schema of their own, where no column leads to a run, an alert or a wave."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

APART = {"schema": "contact"}


class ContactState(StrEnum):
    """new: nobody has opened it. taken: somebody deals with it. done: it is dealt with.

    expired: nobody had dealt with it when its time was up; done once somebody has acknowledged that. In the
    last two its words are gone.
    """

    NEW = "new"
    TAKEN = "taken"
    DONE = "done"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What became of a request that is done, for the count. too_late: it had expired."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    TOO_LATE = "too_late"


class RequestRow(SQLModel, table=True):
    """One request. Who it is from and what they wrote is sealed under a key that serves nothing else."""

    __tablename__ = "request"
    __table_args__ = APART

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    day: date
    state: str = ContactState.NEW
    taken: date | None = None
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    # The keyed digest of the code by which the person can take it back; it goes with the words.
    code: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True))
    ended: date | None = None
    outcome: str | None = None


class DeskRow(SQLModel, table=True):
    """The one row of what the partnership has set: unless it says so, nobody can send a request."""

    __tablename__ = "desk"
    __table_args__ = APART

    id: int = Field(default=1, primary_key=True)
    open: bool
    readers: str
    times: str
    hours: int
    # The last day on which more was sent than is taken in an hour.
    refused: date | None = None
