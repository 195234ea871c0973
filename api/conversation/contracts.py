"""What channels and other programs exchange with a conversation."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from surveys.model import Audience


class Option(BaseModel):
    """One thing to tap."""

    label: str
    value: str


class Link(BaseModel):
    """A way to something outside."""

    label: str
    url: str


class Source(BaseModel):
    """Where an answer comes from; a date is missing when nobody has confirmed it."""

    title: str
    section: str
    version: str
    reviewed: date | None
    review_by: date | None


class Progress(BaseModel):
    """This is question `at` of `of`."""

    at: int
    of: int


class QuestionAsked(BaseModel):
    """Which question a reply puts."""

    key: str
    kind: str
    required: bool
    progress: Progress


class Reply(BaseModel):
    """What Heard says, before any channel draws it. Plain text; "- " opens a list item."""

    text: str
    topic: str | None = None
    signpost: Literal["immediate", "support"] | None = None
    question: QuestionAsked | None = None
    choices: list[Option] = []
    sources: list[Source] = []
    links: list[Link] = []


class ConversationIn(BaseModel):
    """A new conversation."""

    channel: str = Field(max_length=20, pattern="^[a-z]+$")
    audience: Audience | None = None
    language: str | None = Field(default=None, max_length=10, pattern="^[A-Za-z-]+$")


class ConversationOut(BaseModel):
    """Its id is the only key to it."""

    id: UUID


class TurnIn(BaseModel):
    """One message. `turn` is the sender's own key: the same one again gives the same replies."""

    text: str | None = None
    choice: str | None = Field(default=None, max_length=500)
    turn: str | None = Field(default=None, max_length=100)


class TurnOut(BaseModel):
    """What is said back, in order."""

    replies: list[Reply]
