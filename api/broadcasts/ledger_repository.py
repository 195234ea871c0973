"""SQL of copies on their way, of each attempt to hand one over, and of members whom a channel has refused."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Select,
    Uuid,
    and_,
    delete,
    false,
    func,
    literal,
    or_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.broadcasts.tables import (
    AttemptRow,
    AttemptState,
    BroadcastRow,
    DeliveryRow,
    DeliveryState,
    UnreachableRow,
)


def state(session: Session, broadcast_id: UUID) -> str | None:
    """Of a broadcast, as it is now."""
    return session.exec(select(BroadcastRow.state).where(BroadcastRow.id == broadcast_id)).one_or_none()


def waiting(session: Session, broadcast_id: UUID, now: datetime) -> Sequence[UUID]:
    """Members whose copy has not left, and may."""
    hour = col(DeliveryRow.not_before)
    theirs = _waiting(broadcast_id), or_(hour.is_(None), hour <= now)
    return session.exec(
        select(DeliveryRow.member_id).where(*theirs).order_by(col(DeliveryRow.member_id))
    ).all()


def rest(session: Session, broadcast_id: UUID) -> tuple[int, datetime | None]:
    """How many copies wait, and when the first of them may leave; None where one may at any time."""
    hour = col(DeliveryRow.not_before)
    whole = func.count(), func.min(hour), func.count(hour)
    count, first, with_hour = session.exec(select(*whole).where(_waiting(broadcast_id))).one()
    return count, first if with_hour == count else None


def doubt(session: Session, broadcast_id: UUID, after: DeliveryState) -> None:
    """Copies that are marked as leaving come to this state, in doubt."""
    theirs = col(AttemptRow.broadcast_id) == broadcast_id, col(AttemptRow.state) == AttemptState.LEAVING
    session.exec(update(AttemptRow).where(*theirs).values(state=AttemptState.UNCERTAIN, doubted=True))
    leaving = col(DeliveryRow.state) == DeliveryState.LEAVING
    session.exec(
        update(DeliveryRow).where(col(DeliveryRow.broadcast_id) == broadcast_id, leaving).values(state=after)
    )


def leave(
    session: Session, broadcast_id: UUID, channel: str, member_ids: Sequence[UUID], moment: datetime | None
) -> Sequence[UUID]:
    """Notes that copies that wait leave by a channel: the next attempt of each; whose they are."""
    left = (
        update(DeliveryRow)
        .where(_copies(broadcast_id, member_ids), col(DeliveryRow.state) == DeliveryState.WAITING)
        .values(state=DeliveryState.LEAVING, channel=channel, not_before=None)
        .returning(col(DeliveryRow.member_id))
        .cte("on_their_way")
    )
    earlier = col(AttemptRow.broadcast_id) == broadcast_id, col(AttemptRow.member_id) == left.c.member_id
    number = select(func.coalesce(func.max(AttemptRow.number), 0) + 1).where(*earlier).scalar_subquery()
    rows: Select[tuple[object, ...]] = select(  # type: ignore[call-overload]
        literal(broadcast_id, Uuid()),
        left.c.member_id,
        number,
        literal(channel),
        literal(str(AttemptState.LEAVING)),
        literal(moment, DateTime(timezone=True)),
        false(),
    )
    columns = ["broadcast_id", "member_id", "number", "channel", "state", "left", "doubted"]
    noted = insert(AttemptRow).from_select(columns, rows).returning(col(AttemptRow.member_id))
    return session.scalars(noted).all()


def end(
    session: Session,
    broadcast_id: UUID,
    member_ids: Sequence[UUID],
    into: AttemptState,
    after: DeliveryState,
    not_before: datetime | None,
    *,
    doubted: bool,
) -> None:
    """Writes how attempts have ended, and what their copies come to by it."""
    theirs = col(AttemptRow.broadcast_id) == broadcast_id, col(AttemptRow.member_id).in_(member_ids)
    ended = (
        update(AttemptRow)
        .where(*theirs, col(AttemptRow.state) == AttemptState.LEAVING)
        .values(state=into, doubted=doubted)
        .returning(col(AttemptRow.member_id))
        .cte("ended")
    )
    session.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.broadcast_id) == broadcast_id,
            col(DeliveryRow.member_id).in_(select(ended.c.member_id)),
        )
        .values(state=after, not_before=not_before)
        .execution_options(synchronize_session=False)
    )


def close(
    session: Session, broadcast_id: UUID, member_ids: Sequence[UUID], into: DeliveryState, channel: str | None
) -> None:
    """Ends copies that wait, and that no carrier is given any more; without a channel the last one stays."""
    values = {"state": into} | ({"channel": channel} if channel else {})
    session.exec(
        update(DeliveryRow)
        .where(_copies(broadcast_id, member_ids), col(DeliveryRow.state) == DeliveryState.WAITING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def drop(session: Session, broadcast_id: UUID, member_ids: Sequence[UUID]) -> None:
    """Removes copies that wait, with what was tried of them."""
    theirs = _copies(broadcast_id, member_ids), col(DeliveryRow.state) == DeliveryState.WAITING
    gone = session.exec(select(DeliveryRow.member_id).where(*theirs).with_for_update()).all()
    tried = col(AttemptRow.broadcast_id) == broadcast_id, col(AttemptRow.member_id).in_(gone)
    session.exec(delete(AttemptRow).where(*tried))
    session.exec(delete(DeliveryRow).where(_copies(broadcast_id, gone)))


def put_off(session: Session, broadcast_id: UUID, member_ids: Sequence[UUID], until: datetime) -> None:
    """Copies that wait do so until a moment."""
    session.exec(
        update(DeliveryRow)
        .where(_copies(broadcast_id, member_ids), col(DeliveryRow.state) == DeliveryState.WAITING)
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )


def tried(
    session: Session, broadcast_id: UUID, member_ids: Sequence[UUID]
) -> Sequence[tuple[UUID, str, str, int]]:
    """How often copies of these members have been tried by each channel, by how it ended."""
    by = col(AttemptRow.member_id), col(AttemptRow.channel), col(AttemptRow.state)
    theirs = col(AttemptRow.broadcast_id) == broadcast_id, col(AttemptRow.member_id).in_(member_ids)
    return session.exec(select(*by, func.count()).where(*theirs).group_by(*by)).all()


def unreachable(session: Session, member_ids: Sequence[UUID]) -> dict[tuple[UUID, str], str]:
    """Which channels have refused which of these members for good, and why."""
    theirs = col(UnreachableRow.member_id).in_(member_ids)
    found = select(UnreachableRow.member_id, UnreachableRow.channel, UnreachableRow.why).where(theirs)
    return {(member_id, channel): why for member_id, channel, why in session.exec(found)}


def refuse(
    session: Session,
    broadcast_id: UUID,
    channel: str,
    member_ids: Sequence[UUID],
    why: AttemptState,
    today: date,
) -> None:
    """Notes that a channel refuses them; those who have left meanwhile have no copy any more."""
    facts = literal(channel), literal(str(why)), literal(today, Date())
    still = select(col(DeliveryRow.member_id), *facts).where(_copies(broadcast_id, member_ids))
    noted = insert(UnreachableRow).from_select(["member_id", "channel", "why", "since"], still)
    session.exec(noted.on_conflict_do_nothing())


def drop_unreachable(session: Session, since_before: date) -> int:
    """Removes notes made before a day; how many."""
    return session.exec(delete(UnreachableRow).where(col(UnreachableRow.since) < since_before)).rowcount


def count_unreachable(session: Session, since_before: date) -> int:
    """How many notes `drop_unreachable` would remove."""
    old = select(func.count()).select_from(UnreachableRow).where(col(UnreachableRow.since) < since_before)
    return session.exec(old).one()


def _waiting(broadcast_id: UUID) -> ColumnElement[bool]:
    theirs = col(DeliveryRow.broadcast_id) == broadcast_id
    return and_(theirs, col(DeliveryRow.state) == DeliveryState.WAITING)


def _copies(broadcast_id: UUID, member_ids: Sequence[UUID]) -> ColumnElement[bool]:
    return and_(col(DeliveryRow.broadcast_id) == broadcast_id, col(DeliveryRow.member_id).in_(member_ids))
