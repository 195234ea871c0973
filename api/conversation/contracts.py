"""What channels and other programs exchange with a conversation."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from api.guidance.service import CardKind
from surveys.model import Audience


def _nothing(value: object) -> bool:
    """Later parts of the contract are left out where they say nothing, so that older programs read on."""
    return value is None or value is False or value == []


def _unless_english(language: str | None) -> str | None:
    return None if language == "en" else language


class Option(BaseModel):
    """One thing to tap. `face`: which face says the same, from very_happy to very_sad."""

    label: str
    value: str
    face: str | None = Field(default=None, exclude_if=_nothing)


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
    """Which question a reply puts, the heading that it stands under, and what was said to it before."""

    key: str
    kind: str
    required: bool
    progress: Progress
    appearance: Literal["likert", "faces"] | None = Field(default=None, exclude_if=_nothing)
    section: str | None = Field(default=None, exclude_if=_nothing)
    answer: str | None = Field(default=None, exclude_if=_nothing)


class Answered(BaseModel):
    """One line of the answers to look at before they are sent; ":change KEY" puts its question again."""

    key: str
    label: str
    answer: str


class Reply(BaseModel):
    """What Heard says, before any channel draws it. Plain text; "- " opens a list item.

    `language` is that of the words, English where there is none. `receipt` is shown once and kept nowhere.
    `note` is a text to copy into a record of one's own, with gaps.
    `resume` is the payload that begins a journey again where it is, `waits` that of a check behind it;
    `check`, the query of a finished threshold check, for a page that prints it.
    `meant` names the topics that words were taken for, the likeliest first, where that was not sure.
    `card` says which help card it is; `unkept`, that Heard could not keep this turn.
    """

    text: str
    language: Annotated[str | None, AfterValidator(_unless_english)] = Field(
        default=None, exclude_if=_nothing
    )
    topic: str | None = None
    signpost: Literal["immediate", "support"] | None = None
    question: QuestionAsked | None = None
    choices: list[Option] = []
    sources: list[Source] = []
    links: list[Link] = []
    review: list[Answered] = Field(default=[], exclude_if=_nothing)
    receipt: str | None = Field(default=None, exclude_if=_nothing)
    note: str | None = Field(default=None, exclude_if=_nothing)
    resume: str | None = Field(default=None, max_length=500, exclude_if=_nothing)
    waits: str | None = Field(default=None, max_length=500, exclude_if=_nothing)
    check: str | None = Field(default=None, exclude_if=_nothing)
    meant: list[str] = Field(default=[], exclude_if=_nothing)
    card: CardKind | None = Field(default=None, exclude_if=_nothing)
    unkept: bool = Field(default=False, exclude_if=_nothing)


class ConversationIn(BaseModel):
    """A new conversation."""

    channel: str = Field(max_length=20, pattern="^[a-z]+$")
    audience: Audience | None = None
    language: str | None = Field(default=None, max_length=10, pattern="^[A-Za-z-]+$")


class ConversationOut(BaseModel):
    """Its id is the only key to it."""

    id: UUID


class TurnIn(BaseModel):
    """One message. `turn` is the sender's own key: the same one again gives the same replies.

    `question` is the key of the question that the answer was drawn for.
    """

    text: str | None = None
    choice: str | None = Field(default=None, max_length=500)
    turn: str | None = Field(default=None, max_length=100)
    question: str | None = Field(default=None, max_length=200)


class TurnOut(BaseModel):
    """What is said back, in order."""

    replies: list[Reply]
