"""The queue of alerted answers: no column leads to a run, a response or a person. And who watches it."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, Integer, LargeBinary
from sqlmodel import Field, SQLModel


class AlertState(StrEnum):
    """new: nobody has looked. seen: somebody of the partnership has. acted, no_action: how it ended."""

    NEW = "new"
    SEEN = "seen"
    ACTED = "acted"
    NO_ACTION = "no_action"


class AlertRow(SQLModel, table=True):
    """One alerted answer, moved here and not copied: equal text elsewhere would join them.

    Who reads the files of the database in the seconds before `closing.blur` has mixed the rows can place
    it beside the turn that raised it (docs/decisions/0006-who-is-known-where.md). So what it says is sealed
    with the key of this house: the database alone tells that there is an alert, and not of what. Inside lie
    also its name, by which pages find it and the audit trail calls it, and who dealt with it how.
    """

    __tablename__ = "alert"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id", index=True)
    day: date
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = AlertState.NEW
    # The day on which somebody opened it, and the one on which it was dealt with: from then on its time runs.
    seen: date | None = None
    handled: date | None = None
    # The day's roll has found it past its time, unseen; and the duty member is still to be told.
    late: bool = False
    call: bool = False


class DutyRow(SQLModel, table=True):
    """Who watches the queue: the one row of its table. `rolled` is the day of the last roll."""

    __tablename__ = "duty"

    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    reader: str = ""
    hours: str = ""
    by_hour: int = 16
    member_id: UUID | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    rolled: date | None = None
