"""Where a conversation stands. The person's own words are never kept here."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Column, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from surveys.model import Audience


class ConversationRow(SQLModel, table=True):
    """One conversation; its random id is the only key to it."""

    __tablename__ = "conversation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    channel: str
    audience: Audience | None = Field(sa_type=String)
    language: str | None
    # The wave whose opening words were read last.
    offered_wave: UUID | None = None
    # The digest of the single-use code that was brought for it, until the run begins.
    offered_token: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    # The person is being counted in for it. Set before, so that a crash in between does not lock them out.
    starting: bool = False
    run_id: UUID | None = None
    paused: bool = False
    wrong_codes: int = 0
    # The invitation to the action group that waits for a name.
    joining: UUID | None = None
    # The name under which Rasa knows this journey; a new one after each finished journey.
    talk_id: UUID = Field(default_factory=uuid4)
    day: date


class TurnRow(SQLModel, table=True):
    """What was said back to a turn, sealed, so that the same key gives the same replies."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "key"),)

    conversation_id: UUID = Field(primary_key=True, foreign_key="conversation.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    key: str | None
    # The wave whose key seals the replies; none: the key of this house.
    wave_id: UUID | None = Field(default=None, foreign_key="wave.id")
    replies: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
