"""SQL of broadcasts and deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, func, or_
from sqlmodel import Session, and_, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api import clock, listing
from api.broadcasts.tables import (
    AttemptRow,
    AttemptState,
    BroadcastKind,
    BroadcastRow,
    BroadcastState,
    DeliveryRow,
    DeliveryState,
)
from api.listing import Part
from api.staff.writers import among

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
    """A broadcast; with `lock`, as it is now, and nobody else moves it meanwhile."""
    if not lock:
        return session.get(BroadcastRow, broadcast_id)
    asked = select(BroadcastRow).where(BroadcastRow.id == broadcast_id).with_for_update()
    # Whoever has read it before would else go on with what stood there then.
    return session.exec(asked.execution_options(populate_existing=True)).one_or_none()


def page(
    session: Session, words: str, wanted: Mapping[str, str] | None, part: Part
) -> Sequence[BroadcastRow]:
    """One page of the unit's broadcasts."""
    asked = select(BroadcastRow).where(_wanted(words, wanted))
    return session.exec(listing.cut(asked, part, ORDERS, col(BroadcastRow.id))).all()


def count(session: Session, words: str, wanted: Mapping[str, str] | None) -> int:
    """How many there are."""
    return session.exec(select(func.count()).select_from(BroadcastRow).where(_wanted(words, wanted))).one()


def reviews(session: Session) -> Sequence[str]:
    """What the unit's broadcasts name as their reviews, each once."""
    named = col(BroadcastRow.review).is_not(None), BroadcastRow.kind == BroadcastKind.UNIT
    asked = select(BroadcastRow.review).where(*named).distinct()
    return sorted((review for review in session.exec(asked) if review), key=str.casefold)


def _wanted(words: str, wanted: Mapping[str, str] | None) -> ColumnElement[bool]:
    found = listing.holds(words, col(BroadcastRow.title), col(BroadcastRow.author))
    columns = {"state": col(BroadcastRow.state), "review": col(BroadcastRow.review)}
    chosen = [columns[name] == value for name, value in (wanted or {}).items() if value]
    return and_(BroadcastRow.kind == BroadcastKind.UNIT, found, *chosen)


def in_state(state: BroadcastState) -> SelectOfScalar[BroadcastRow]:
    """Asks for broadcasts of the unit in one state, the oldest first."""
    asked = select(BroadcastRow).where(BroadcastRow.kind == BroadcastKind.UNIT, BroadcastRow.state == state)
    return asked.order_by(col(BroadcastRow.written), col(BroadcastRow.id))


def by_others(state: BroadcastState, account: UUID | None) -> SelectOfScalar[BroadcastRow]:
    """Likewise, of those in which an account has not written."""
    return in_state(state).where(~among(account, BroadcastRow.writers))


def sent_back_to(account: UUID | None) -> SelectOfScalar[BroadcastRow]:
    """Asks for drafts that came back with a reason, of those in which an account has written."""
    theirs = among(account, BroadcastRow.writers)
    return in_state(BroadcastState.DRAFT).where(theirs, col(BroadcastRow.answer).is_not(None))


def sending(session: Session, *kinds: BroadcastKind) -> Sequence[BroadcastRow]:
    """Broadcasts of these kinds whose copies are still leaving; not those that all wait for their hour."""
    on_their_way = BroadcastRow.state == BroadcastState.SENDING, col(BroadcastRow.kind).in_(kinds)
    again = col(BroadcastRow.again)
    ready = or_(again.is_(None), again <= clock.now())
    return session.exec(select(BroadcastRow).where(*on_their_way, ready)).all()


def due(session: Session, now: datetime) -> Sequence[BroadcastRow]:
    """Broadcasts whose moment has come, the earliest first."""
    now_or_before = BroadcastRow.state == BroadcastState.SCHEDULED, col(BroadcastRow.due) <= now
    asked = select(BroadcastRow).where(*now_or_before).order_by(col(BroadcastRow.due))
    return session.exec(asked.with_for_update(skip_locked=True)).all()


def between(session: Session, first: datetime, end: datetime) -> Sequence[BroadcastRow]:
    """Broadcasts that leave by themselves within a span, `end` not included."""
    then = BroadcastRow.state == BroadcastState.SCHEDULED, col(BroadcastRow.due) >= first
    return session.exec(select(BroadcastRow).where(*then, col(BroadcastRow.due) < end)).all()


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


def arrived() -> ColumnElement[bool]:
    """Whether a copy has been handed over once, by any attempt."""
    theirs = and_(
        AttemptRow.broadcast_id == DeliveryRow.broadcast_id, AttemptRow.member_id == DeliveryRow.member_id
    )
    return select(AttemptRow.number).where(theirs, AttemptRow.state == AttemptState.SENT).exists()


def tally(session: Session, broadcast_id: UUID) -> dict[tuple[str, bool], int]:
    """How many copies are in each state, and were in doubt once or never.

    One that has arrived stays sent, whatever becomes of asking its member again.
    """
    doubts = select(AttemptRow.member_id).where(AttemptRow.broadcast_id == broadcast_id, AttemptRow.doubted)
    failed = col(DeliveryRow.state).not_in((DeliveryState.WAITING, DeliveryState.LEAVING, DeliveryState.SENT))
    state = case((and_(failed, arrived()), DeliveryState.SENT), else_=col(DeliveryRow.state))
    doubted = col(DeliveryRow.member_id).in_(doubts)
    theirs = DeliveryRow.broadcast_id == broadcast_id
    counted = select(state, doubted, func.count()).where(theirs).group_by(state, doubted)
    return {(name, once): count for name, once, count in session.exec(counted)}


def resting(session: Session, broadcast_id: UUID, now: datetime) -> tuple[int, datetime | None]:
    """How many copies wait for an hour to come, and when the first of these comes."""
    hour = col(DeliveryRow.not_before)
    theirs = DeliveryRow.broadcast_id == broadcast_id, DeliveryRow.state == DeliveryState.WAITING, hour > now
    count, first = session.exec(select(func.count(), func.min(hour)).where(*theirs)).one()
    return count, first


def drop_letters_to(session: Session, member_id: UUID) -> None:
    """Removes messages to one member alone, with their copies; not calls to the duty member."""
    copies = select(DeliveryRow.broadcast_id).where(DeliveryRow.member_id == member_id)
    alone = col(BroadcastRow.kind).in_((BroadcastKind.REMINDER, BroadcastKind.ANSWER))
    theirs = session.exec(
        select(BroadcastRow.id).where(alone, col(BroadcastRow.id).in_(copies)).with_for_update()
    ).all()
    _drop_copies(session, theirs)
    session.exec(delete(BroadcastRow).where(col(BroadcastRow.id).in_(theirs)))


def _drop_copies(session: Session, broadcast_ids: Sequence[UUID] | SelectOfScalar[UUID]) -> None:
    session.exec(delete(AttemptRow).where(col(AttemptRow.broadcast_id).in_(broadcast_ids)))
    session.exec(delete(DeliveryRow).where(col(DeliveryRow.broadcast_id).in_(broadcast_ids)))


def _past(written_before: datetime, kind: BroadcastKind) -> ColumnElement[bool]:
    ended = col(BroadcastRow.state).not_in((BroadcastState.SENDING, BroadcastState.SCHEDULED))
    return and_(col(BroadcastRow.written) < written_before, col(BroadcastRow.kind) == kind, ended)


def drop_past(session: Session, written_before: datetime, kind: BroadcastKind) -> int:
    """Removes broadcasts of a kind, written before a moment, with every copy; how many.

    Those that are on their way stay.
    """
    past = select(BroadcastRow.id).where(_past(written_before, kind))
    _drop_copies(session, past)
    return session.exec(delete(BroadcastRow).where(_past(written_before, kind))).rowcount


def count_past(session: Session, written_before: datetime, kind: BroadcastKind) -> int:
    """How many broadcasts `drop_past` would remove."""
    past = select(func.count()).select_from(BroadcastRow).where(_past(written_before, kind))
    return session.exec(past).one()
