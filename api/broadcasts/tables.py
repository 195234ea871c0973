"""Messages to members, and each member's copy."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Column, DateTime, Uuid
from sqlmodel import Field, SQLModel


class BroadcastState(StrEnum):
    """draft: can be changed. waiting: for a second person. approved: can be sent.

    sending: copies exist and leave. sent: every copy has ended.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"


class BroadcastKind(StrEnum):
    """unit: the unit wrote it, to everybody. safety: the worker did, to the duty member alone.

    reminder: the worker did as well, to the member alone who had asked for it.
    """

    UNIT = "unit"
    SAFETY = "safety"
    REMINDER = "reminder"


class DeliveryState(StrEnum):
    """waiting: not tried. sent: handed over. blocked: the member has shut the channel. failed: given up."""

    WAITING = "waiting"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


class BroadcastRow(SQLModel, table=True):
    """One message to all members, or to one alone: that one has no time but its day."""

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
    written: datetime = Field(
        default_factory=lambda: datetime.now(UTC), sa_column=Column(DateTime(timezone=True), nullable=False)
    )


class DeliveryRow(SQLModel, table=True):
    """One member's copy. The inbox on the web shows it from the start; `state` tells of Telegram."""

    __tablename__ = "delivery"

    broadcast_id: UUID = Field(primary_key=True, foreign_key="broadcast.id")
    member_id: UUID = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    state: str = DeliveryState.WAITING
    attempts: int = 0
