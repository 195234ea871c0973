"""SQL of broadcasts and deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, delete, func, literal, update
from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api import listing
from api.broadcasts.tables import BroadcastKind, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.listing import Part

# As long lists of the console sort them; the states in the order of their way.
ORDERS: Mapping[str, Sequence[Any]] = {
    "title": (func.lower(col(BroadcastRow.title)),),
    "author": (func.lower(col(BroadcastRow.author)), col(BroadcastRow.written).desc()),
    "state": (
        func.array_position(list(map(str, BroadcastState)), BroadcastRow.state),
        col(BroadcastRow.written).desc(),
    ),
    "written": (col(BroadcastRow.written),),
    "sent": (col(BroadcastRow.sent), col(BroadcastRow.written).desc()),
}


def get(session: Session, broadcast_id: UUID, *, lock: bool = False) -> BroadcastRow | None:
    """A broadcast; with `lock`, nobody else moves it meanwhile."""
    return session.get(BroadcastRow, broadcast_id, with_for_update=lock)


def page(session: Session, words: str, state: BroadcastState | None, part: Part) -> Sequence[BroadcastRow]:
    """One page of the unit's broadcasts."""
    asked = select(BroadcastRow).where(_wanted(words, state))
    return session.exec(listing.cut(asked, part, ORDERS, col(BroadcastRow.id))).all()


def count(session: Session, words: str, state: BroadcastState | None) -> int:
    """How many there are."""
    return session.exec(select(func.count()).select_from(BroadcastRow).where(_wanted(words, state))).one()


def _wanted(words: str, state: BroadcastState | None) -> ColumnElement[bool]:
    found = listing.holds(words, col(BroadcastRow.title), col(BroadcastRow.author))
    ours = and_(BroadcastRow.kind == BroadcastKind.UNIT, found)
    return ours if state is None else and_(ours, BroadcastRow.state == state)


def in_state(state: BroadcastState) -> SelectOfScalar[BroadcastRow]:
    """Asks for broadcasts of the unit in one state, the oldest first."""
    asked = select(BroadcastRow).where(BroadcastRow.kind == BroadcastKind.UNIT, BroadcastRow.state == state)
    return asked.order_by(col(BroadcastRow.written), col(BroadcastRow.id))


def by_others(state: BroadcastState, account: UUID | None) -> SelectOfScalar[BroadcastRow]:
    """Likewise, of those in which an account has not written."""
    return in_state(state).where(~_written_by(account))


def sent_back_to(account: UUID | None) -> SelectOfScalar[BroadcastRow]:
    """Asks for drafts that came back with a reason, of those in which an account has written."""
    return in_state(BroadcastState.DRAFT).where(_written_by(account), col(BroadcastRow.answer).is_not(None))


def _written_by(account: UUID | None) -> ColumnElement[bool]:
    return literal(account, Uuid()) == any_(col(BroadcastRow.writers))


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
        .order_by(func.coalesce(BroadcastRow.sent, BroadcastRow.written).desc())
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
