"""Messages to members, and each member's copy."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, DateTime, ForeignKeyConstraint, LargeBinary, String, Uuid
from sqlmodel import Field, SQLModel

from api import clock


class BroadcastState(StrEnum):
    """draft: can be changed. waiting: for a second person. approved: can be sent.

    scheduled: leaves by itself at its moment. sending: copies exist and leave. cancelled: those that had not
    left wait. sent: every copy has ended.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    CANCELLED = "cancelled"
    SENT = "sent"


class BroadcastKind(StrEnum):
    """unit: the unit wrote it, to everybody. safety: the worker did, to the duty member alone.

    reminder: the worker did as well, to the member alone who had asked for it. answer: to the member who had
    raised an issue. test: a draft, to the members who get tests.
    """

    UNIT = "unit"
    SAFETY = "safety"
    REMINDER = "reminder"
    ANSWER = "answer"
    TEST = "test"


class DeliveryState(StrEnum):
    """waiting: not tried. leaving: about to be handed over, or being so. sent: handed over.

    Not reached: blocked, the member has shut the channel; gone, there is no such address; moved, the chat has
    become another (of earlier times: now it is followed); failed, given up. uncertain: nobody knows, and it
    is not sent again.
    """

    WAITING = "waiting"
    LEAVING = "leaving"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    GONE = "gone"
    MOVED = "moved"
    FAILED = "failed"


class AttemptState(StrEnum):
    """leaving: about to be handed over, or being so. sent, blocked, gone, failed, uncertain: as of copies.

    moved: the chat has become another, and the next attempt goes there. put_off: the other side wants to be
    asked later. kept: it did not leave after all, for reasons of ours.
    """

    LEAVING = "leaving"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    GONE = "gone"
    MOVED = "moved"
    FAILED = "failed"
    PUT_OFF = "put_off"
    KEPT = "kept"


class BroadcastRow(SQLModel, table=True):
    """One message to all members, or to one alone: that one has no time but its day.

    To whom it goes: members of agencies of these types, in these roles, who read these languages, and
    who have not left its theme; an empty list leaves nobody out.
    """

    __tablename__ = "broadcast"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    title: str
    text: str
    kind: str = BroadcastKind.UNIT
    state: str = BroadcastState.DRAFT
    # Who wrote it, who else changed it last, and the second person who has decided; what the worker writes
    # has none of them. The accounts of all who have written in it: none of these may approve it.
    author: str | None = None
    editor: str | None = None
    approver: str | None = None
    writers: list[UUID] = Field(default_factory=list, sa_column=Column(ARRAY(Uuid), nullable=False))
    # Why the second person sent it back.
    answer: str | None = None
    # When its copies began to leave; what the worker writes has its day in `written` alone.
    sent: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    # When it leaves by itself.
    due: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    # Whether a copy of which nobody knows whether it has arrived is sent once more.
    resend: bool = True
    # How often it has gone on after it was cancelled, or had waited.
    rounds: int = 0
    # When the first of its copies that wait for their hour may leave; none while others are on their way.
    again: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    agency_types: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    roles: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    languages: list[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    theme: str | None = None
    # Leaves also in quiet hours and on days off.
    urgent: bool = False
    # Whether readers are asked to say that they have read and understood it.
    asks: bool = False
    # The review whose learning it passes on, as the partnership calls it.
    review: str | None = None
    # The wave that it invites to.
    wave_id: UUID | None = Field(default=None, foreign_key="wave.id", ondelete="SET NULL")
    written: datetime = Field(
        default_factory=clock.now, sa_column=Column(DateTime(timezone=True), nullable=False)
    )


class TextRow(SQLModel, table=True):
    """A broadcast in another language than English."""

    __tablename__ = "broadcast_text"

    broadcast_id: UUID = Field(primary_key=True, foreign_key="broadcast.id", ondelete="CASCADE")
    language: str = Field(primary_key=True)
    title: str
    text: str


class DocumentRow(SQLModel, table=True):
    """A small document that goes with a broadcast, by a link."""

    __tablename__ = "broadcast_document"

    broadcast_id: UUID = Field(primary_key=True, foreign_key="broadcast.id", ondelete="CASCADE")
    name: str
    type: str
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False), repr=False)


class DeliveryRow(SQLModel, table=True):
    """One member's copy, by whatever channel. The inbox on the web shows it once it has ended."""

    __tablename__ = "delivery"

    broadcast_id: UUID = Field(primary_key=True, foreign_key="broadcast.id")
    member_id: UUID = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    state: str = DeliveryState.WAITING
    # By which it is tried, or has arrived; none before the first try.
    channel: str | None = None
    # Not earlier than this: the member has quiet hours, or a day off.
    not_before: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    # The days on which its member saw it in the inbox, said that they have understood it, and was reminded.
    opened: date | None = None
    understood: date | None = None
    reminded: date | None = None


class AttemptRow(SQLModel, table=True):
    """One handing over of a copy by one channel, written before it leaves; it goes with the copy.

    Whoever deletes copies deletes these first: by itself the database does it when a member leaves.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        ForeignKeyConstraint(
            ["broadcast_id", "member_id"],
            ["delivery.broadcast_id", "delivery.member_id"],
        ),
    )

    broadcast_id: UUID = Field(primary_key=True)
    member_id: UUID = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    channel: str
    state: str = AttemptState.LEAVING
    # When it was marked as leaving; none where the broadcast has no time but its day.
    left: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    # Whether it may have arrived without our knowing.
    doubted: bool = False


class UnreachableRow(SQLModel, table=True):
    """A member whom a channel has refused for good: not tried there again while this is kept."""

    __tablename__ = "unreachable"

    member_id: UUID = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    channel: str = Field(primary_key=True)
    why: str
    since: date
