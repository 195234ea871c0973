"""Openings of a survey, and the surveys as they were published."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, DateTime, ForeignKeyConstraint, LargeBinary, String
from sqlmodel import Field, SQLModel

from surveys.model import Audience


class WaveState(StrEnum):
    """planned: opens by itself. open: answers are taken. closing: the worker settles what is there.

    closed: the key is gone. rehearsal: a trial run through the real chat, of which nothing is kept.
    """

    PLANNED = "planned"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REHEARSAL = "rehearsal"


class Entry(StrEnum):
    """link: one address for all. group: a code on the wall of a room. single_use: a code for each person."""

    LINK = "link"
    GROUP = "group"
    SINGLE_USE = "single_use"


class AnswerWithin(StrEnum):
    """By when an alert of a watched wave is to be looked at: the hour of the duty, of which day."""

    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


class SurveyVersionRow(SQLModel, table=True):
    """A version of a questionnaire, word for word: a draft may be replaced, a published one never changes."""

    __tablename__ = "survey_version"

    key: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    source: str
    published: date | None
    # The account that brought it, which may not publish it; none for those that come with the program.
    uploader: UUID | None = None


class WaveRow(SQLModel, table=True):
    """One opening of a survey to one audience or group visit."""

    __tablename__ = "wave"
    __table_args__ = (
        ForeignKeyConstraint(["survey", "version"], ["survey_version.key", "survey_version.version"]),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    survey: str
    version: str
    title: str
    audience: Audience = Field(sa_type=String)
    languages: list[str] = Field(sa_type=ARRAY(String))
    # Of waves from before there was a list: where the group meets, in words of the unit.
    setting: str | None = None
    # Codes of the partnership's lists: labels of many places, never a name that stands for few people.
    setting_kind: str | None = None
    area: str | None = None
    # The same for waves that asked the same group or at the same place. It names nothing.
    place: UUID = Field(default_factory=uuid4)
    entry: str = Entry.LINK
    code: str = Field(unique=True)
    state: str = WaveState.OPEN
    watched: bool
    # Only where it is watched.
    answer_within: str | None = None
    invited: int | None
    # No more than so many people may begin.
    places: int | None = None
    opens: datetime = Field(sa_type=DateTime(timezone=True))
    closes: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    # The day on which it began to take answers; while it is planned, the day on which it will.
    opened: date
    closed: date | None = None


class EntryCodeRow(SQLModel, table=True):
    """A single-use code of a wave: a keyed digest, the same that counts the person in."""

    __tablename__ = "entry_code"

    wave_id: UUID = Field(primary_key=True, foreign_key="wave.id")
    token: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
