"""Openings of a survey, and the surveys as they were published."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, String
from sqlmodel import Field, SQLModel

from surveys.model import Audience


class WaveState(StrEnum):
    """open: answers are taken. closing: the worker settles what is there. closed: the key is gone."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class PublishedSurveyRow(SQLModel, table=True):
    """One version of a questionnaire, kept word for word: a published version never changes."""

    __tablename__ = "published_survey"

    key: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    source: str


class WaveRow(SQLModel, table=True):
    """One opening of a survey to one audience or group visit."""

    __tablename__ = "wave"
    __table_args__ = (
        ForeignKeyConstraint(["survey", "version"], ["published_survey.key", "published_survey.version"]),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    survey: str
    version: str
    title: str
    audience: Audience = Field(sa_type=String)
    code: str = Field(unique=True)
    state: str = WaveState.OPEN
    watched: bool
    invited: int | None
    opened: date
    closed: date | None = None
