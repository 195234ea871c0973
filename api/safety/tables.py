"""The queue of alerted answers: no column leads to a run, a response or a person."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class AlertState(StrEnum):
    """new: nobody has looked. seen: somebody of the partnership has."""

    NEW = "new"
    SEEN = "seen"


class AlertRow(SQLModel, table=True):
    """One alerted answer, moved here and not copied: equal text elsewhere would join them.

    Who reads the files of the database in the seconds before `closing.blur` has mixed the rows can place
    it beside the turn that raised it (docs/decisions/0006-who-is-known-where.md). So what it says is sealed
    with the key of this house: the database alone tells that there is an alert, and not of what.
    """

    __tablename__ = "alert"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id", index=True)
    day: date
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = AlertState.NEW
    # The day on which somebody read it: from then on its time runs.
    seen: date | None = None
