"""What has not reached one member, and why: looked at and never changed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from api.broadcasts.repository import arrived
from api.broadcasts.tables import BroadcastKind, BroadcastRow, DeliveryRow, DeliveryState

SHOWN = 10
_UNREACHED = (
    DeliveryState.BLOCKED,
    DeliveryState.GONE,
    DeliveryState.MOVED,
    DeliveryState.FAILED,
    DeliveryState.UNCERTAIN,
)


@dataclass(frozen=True)
class Missed:
    """A broadcast of which a member's copy was not handed over; `channel` is the last that was tried."""

    broadcast_id: UUID
    title: str
    sent: date
    state: str
    channel: str | None


def by_member(session: Session, member_id: UUID) -> list[Missed]:
    """The newest of the unit's broadcasts that have not reached a member."""
    theirs = DeliveryRow.member_id == member_id, col(DeliveryRow.state).in_(_UNREACHED)
    asked = select(BroadcastRow, DeliveryRow).join(
        DeliveryRow, col(DeliveryRow.broadcast_id) == BroadcastRow.id
    )
    newest = asked.where(*theirs, ~arrived(), BroadcastRow.kind == BroadcastKind.UNIT).order_by(
        col(BroadcastRow.written).desc(), col(BroadcastRow.id)
    )
    return [
        Missed(row.id, row.title, (row.sent or row.written).date(), copy.state, copy.channel)
        for row, copy in session.exec(newest.limit(SHOWN))
    ]
