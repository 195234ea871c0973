"""SQL of broadcasts and deliveries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, and_, col, select

from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState


def get(session: Session, broadcast_id: UUID, *, lock: bool = False) -> BroadcastRow | None:
    """A broadcast; with `lock`, nobody else moves it meanwhile."""
    return session.get(BroadcastRow, broadcast_id, with_for_update=lock)


def newest_first(session: Session) -> Sequence[BroadcastRow]:
    """All broadcasts of the unit."""
    return session.exec(
        select(BroadcastRow)
        .where(BroadcastRow.kind == BroadcastKind.UNIT)
        .order_by(col(BroadcastRow.written).desc())
    ).all()


def sending(session: Session, *kinds: BroadcastKind) -> Sequence[UUID]:
    """Broadcasts of these kinds whose copies are still leaving."""
    on_their_way = BroadcastRow.state == BroadcastState.SENDING, col(BroadcastRow.kind).in_(kinds)
    return session.exec(select(BroadcastRow.id).where(*on_their_way)).all()


def newest_calls(session: Session, member_id: UUID) -> Sequence[tuple[datetime, str]]:
    """The newest day with calls to a member, and the states of their copies."""
    theirs = (DeliveryRow.member_id == member_id, BroadcastRow.kind == BroadcastKind.SAFETY)
    both = select(func.max(BroadcastRow.written)).join(
        DeliveryRow, col(DeliveryRow.broadcast_id) == BroadcastRow.id
    )
    newest = both.where(*theirs).scalar_subquery()
    return session.exec(
        select(BroadcastRow.written, DeliveryRow.state)
        .join(BroadcastRow, col(BroadcastRow.id) == DeliveryRow.broadcast_id)
        .where(*theirs, BroadcastRow.written == newest)
    ).all()


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


def _past(written_before: datetime, kind: BroadcastKind) -> ColumnElement[bool]:
    ended = col(BroadcastRow.state) != BroadcastState.SENDING
    return and_(col(BroadcastRow.written) < written_before, col(BroadcastRow.kind) == kind, ended)


def drop_past(session: Session, written_before: datetime, kind: BroadcastKind) -> int:
    """Removes broadcasts of a kind, written before a moment, with every copy; how many.

    Those that are on their way stay.
    """
    past = select(BroadcastRow.id).where(_past(written_before, kind))
    session.exec(delete(DeliveryRow).where(col(DeliveryRow.broadcast_id).in_(past)))
    return session.exec(delete(BroadcastRow).where(_past(written_before, kind))).rowcount


def count_past(session: Session, written_before: datetime, kind: BroadcastKind) -> int:
    """How many broadcasts `drop_past` would remove."""
    past = select(func.count()).select_from(BroadcastRow).where(_past(written_before, kind))
    return session.exec(past).one()
