"""SQL of broadcasts and deliveries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, and_, col, select

from api.broadcasts.tables import BroadcastRow, BroadcastState, DeliveryRow, DeliveryState


def get(session: Session, broadcast_id: UUID, *, lock: bool = False) -> BroadcastRow | None:
    """A broadcast; with `lock`, nobody else moves it meanwhile."""
    return session.get(BroadcastRow, broadcast_id, with_for_update=lock)


def newest_first(session: Session) -> Sequence[BroadcastRow]:
    """All broadcasts."""
    return session.exec(select(BroadcastRow).order_by(col(BroadcastRow.written).desc())).all()


def sending(session: Session) -> Sequence[UUID]:
    """Broadcasts whose copies are still leaving."""
    return session.exec(select(BroadcastRow.id).where(BroadcastRow.state == BroadcastState.SENDING)).all()


def waiting(session: Session, broadcast_id: UUID, limit: int) -> Sequence[UUID]:
    """Members whose copy has not left, at most `limit`."""
    return session.exec(
        select(DeliveryRow.member_id)
        .where(DeliveryRow.broadcast_id == broadcast_id, DeliveryRow.state == DeliveryState.WAITING)
        .order_by(col(DeliveryRow.member_id))
        .limit(limit)
    ).all()


def mark(session: Session, broadcast_id: UUID, member_id: UUID, state: DeliveryState) -> None:
    """Writes how a try ended."""
    session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.broadcast_id) == broadcast_id, col(DeliveryRow.member_id) == member_id)
        .values(state=state, attempts=DeliveryRow.attempts + 1)
    )


def tally(session: Session, broadcast_id: UUID) -> dict[str, int]:
    """How many copies are in each state."""
    return dict(
        session.exec(
            select(DeliveryRow.state, func.count())
            .where(DeliveryRow.broadcast_id == broadcast_id)
            .group_by(DeliveryRow.state)
        ).all()
    )


def letters(session: Session, member_id: UUID) -> Sequence[BroadcastRow]:
    """Broadcasts that a member was sent, newest first."""
    return session.exec(
        select(BroadcastRow)
        .join(DeliveryRow, col(DeliveryRow.broadcast_id) == BroadcastRow.id)
        .where(DeliveryRow.member_id == member_id)
        .order_by(col(BroadcastRow.written).desc())
    ).all()


def _past(written_before: datetime) -> ColumnElement[bool]:
    return and_(col(BroadcastRow.written) < written_before, col(BroadcastRow.state) != BroadcastState.SENDING)


def drop_past(session: Session, written_before: datetime) -> int:
    """Removes broadcasts written before a moment with every copy, those on their way excepted; how many."""
    past = select(BroadcastRow.id).where(_past(written_before))
    session.exec(delete(DeliveryRow).where(col(DeliveryRow.broadcast_id).in_(past)))
    return session.exec(delete(BroadcastRow).where(_past(written_before))).rowcount


def count_past(session: Session, written_before: datetime) -> int:
    """How many broadcasts `drop_past` would remove."""
    return session.exec(select(func.count()).select_from(BroadcastRow).where(_past(written_before))).one()
