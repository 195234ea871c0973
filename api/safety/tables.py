"""The queue of alerted answers: no column leads to a run, a response or a person."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class AlertState(StrEnum):
    """new: nobody has looked. seen: somebody of the partnership has."""

    NEW = "new"
    SEEN = "seen"


class AlertRow(SQLModel, table=True):
    """One alerted answer, moved here and not copied: equal text elsewhere would join them.

    Who reads the files of the database in the seconds before `closing.blur` has mixed the rows can place
    it beside the turn that raised it (docs/decisions/0006-who-is-known-where.md). The words themselves
    may tell who wrote them: only names and numbers that redaction knows are gone.
    """

    __tablename__ = "alert"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id", index=True)
    audience: str
    day: date
    tier: str
    family: str
    text: str
    state: str = AlertState.NEW
