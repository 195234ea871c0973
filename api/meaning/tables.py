"""What people said of comments, what is shown of it, and quotes.

No row has a time, and none is written before its wave has closed: by then nothing leads from a response to
anybody. Labels and codings go with the response that they speak of.
"""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Heard(StrEnum):
    """How a comment sounds to somebody who reads it."""

    POSITIVE = "positive"
    MIXED = "mixed"
    NEGATIVE = "negative"
    CANNOT_TELL = "cannot_tell"


class ReadingKind(StrEnum):
    """What was counted."""

    TONE = "tone"
    THEMES = "themes"


class QuoteState(StrEnum):
    """proposed: waits for a second person. approved: may be shown. refused: sent back. withdrawn: no more."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


QUOTED = ":quoted"
"""What no theme is called."""


class LabelRow(SQLModel, table=True):
    """How a comment sounds to one person of the staff."""

    __tablename__ = "label"

    response_id: UUID = Field(primary_key=True, foreign_key="response.id", ondelete="CASCADE")
    question: str = Field(primary_key=True)
    account: UUID = Field(primary_key=True)
    tone: str


class CodingRow(SQLModel, table=True):
    """Whether a comment is about a theme, as somebody has decided.

    `theme` is the empty string in the row that says that somebody has read the comment for all themes.
    `bulk`: the suggestion was accepted together with all others of its theme, and the comment not read.
    The theme QUOTED, which is never right, says that words of the comment were approved as a quote once.
    """

    __tablename__ = "coding"

    response_id: UUID = Field(primary_key=True, foreign_key="response.id", ondelete="CASCADE")
    question: str = Field(primary_key=True)
    theme: str = Field(primary_key=True)
    right: bool
    bulk: bool = False


class ScorerRow(SQLModel, table=True):
    """What the labels of a question say of each scorer, in all waves of its survey; numbers and no comments.

    `model` is the learned scorer as arrays: weights of ordinary words that several comments hold.
    """

    __tablename__ = "scorer"

    survey: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    # Counts and shares of a `judged.Judgement`, which are shown to nobody as they are.
    judgement: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    model: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class SuggesterRow(SQLModel, table=True):
    """What people's decisions on themes have taught of a question, in all waves of its survey.

    `known`: how many decisions, in tens, and what suggestions were worth: a `suggesting.Known`.
    `model` as in ScorerRow; None where it is nowhere better than the code-book.
    """

    __tablename__ = "suggester"

    survey: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    known: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    model: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))


class ReadingRow(SQLModel, table=True):
    """Protected numbers of the comments to one question of a closed wave; they never change.

    `made_of` says how many labels or codings stood behind them, by which a new one is due or not.
    """

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("wave_id", "question", "kind", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id")
    snapshot_id: UUID = Field(foreign_key="snapshot.id")
    question: str
    kind: str
    number: int
    taken: date
    made_of: int
    published: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class QuoteRow(SQLModel, table=True):
    """Words of one person that somebody proposes to show.

    `response_id` is there while it is being looked at, so that nobody adds words. It is gone once the quote
    is approved: from then on nothing leads from here to the other answers of the same person.
    """

    __tablename__ = "quote"
    __table_args__ = (
        Index(
            "ix_quote_response_id",
            "response_id",
            "question",
            unique=True,
            postgresql_where=text("response_id IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wave_id: UUID = Field(foreign_key="wave.id", index=True)
    question: str
    theme: str
    words: str
    state: str = QuoteState.PROPOSED
    response_id: UUID | None = Field(default=None, foreign_key="response.id", ondelete="CASCADE")
    author: str
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    approver: str | None = None
    # Why the second person sent it back.
    answer: str | None = None
