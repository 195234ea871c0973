"""What people said and what was done about it, as those who said it are told."""

from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel


class SaidState(StrEnum):
    """draft: being written. waiting: a second person is to look at it. published: anybody can read it.

    taken_down: it was on the web once.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"


class Outcome(StrEnum):
    """done: it has been done. under_way: it has been begun. not_done: why it cannot be done stands there."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_DONE = "not_done"


class Symbol(StrEnum):
    """The picture beside it, for whoever reads little."""

    TALK = "talk"
    LIGHT = "light"
    ROAD = "road"
    SCHOOL = "school"
    HOME = "home"
    PHONE = "phone"
    FRIENDS = "friends"
    HELP = "help"
    TIME = "time"


class SaidRow(SQLModel, table=True):
    """One entry, for one audience: a Reader of the help cards. Its words are rows of their own."""

    __tablename__ = "said"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    audience: str = Field(index=True)
    outcome: str
    symbol: str = Symbol.TALK
    state: str = SaidState.DRAFT
    # The accounts of all who have written in it, in any language: none of these may publish it.
    author: str
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    approver: str | None = None
    # Why the second person sent it back.
    answer: str | None = None
    begun: date
    published: date | None = None
    action_id: UUID | None = Field(default=None, foreign_key="action.id", ondelete="SET NULL")
    # The wave whose findings it answers; no key, so that nothing but its page depends on it.
    wave_id: UUID | None = None
    # The broadcast that tells members of it; gone when that is thrown away.
    broadcast_id: UUID | None = Field(default=None, foreign_key="broadcast.id", ondelete="SET NULL")


class SaidTextRow(SQLModel, table=True):
    """Its words in one language. English is always there; another one is a draft until it is `checked`."""

    __tablename__ = "said_text"

    said_id: UUID = Field(primary_key=True, foreign_key="said.id", ondelete="CASCADE")
    language: str = Field(primary_key=True)
    said: str
    did: str
    # Who says so, as readers know them: "The partnership", "Your head teachers and the police".
    speaker: str
    # The accounts of all who have typed in this language: none of these may check it.
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    # Who has confirmed, as a speaker of the language, that it says the same.
    checked: str | None = None
