"""SQL of who has seen a broadcast and said that they have understood it."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from api.broadcasts.repository import arrived
from api.broadcasts.tables import BroadcastKind, BroadcastRow, DeliveryRow, DeliveryState
from api.listing import Part, cut, holds
from api.members.tables import MemberRow

_NAME, _AGENCY = func.lower(col(MemberRow.name)), func.lower(col(MemberRow.agency))
# Once is enough: who is asked again has got it, whatever becomes of that.
_SENT = or_(col(DeliveryRow.state) == DeliveryState.SENT, arrived())
_UNDERSTOOD = col(DeliveryRow.understood).is_not(None)
_ENDED = col(DeliveryRow.state).not_in((DeliveryState.WAITING, DeliveryState.LEAVING))
ORDERS: Mapping[str, Sequence[Any]] = {
    "name": (_NAME, _AGENCY),
    "agency": (_AGENCY, _NAME),
    "state": (col(DeliveryRow.state), _NAME),
}


class Which(StrEnum):
    """Copies to look at: unread, of those who have not said that they have understood it; unreached, that
    no channel has brought.
    """

    UNREAD = "unread"
    UNREACHED = "unreached"


def held(session: Session, broadcast_id: UUID, member_id: UUID) -> DeliveryRow | None:
    """A copy, which nobody else writes in meanwhile."""
    return session.get(DeliveryRow, (broadcast_id, member_id), with_for_update=True)


def open_copies(session: Session, member_id: UUID, broadcast_ids: Sequence[UUID], today: date) -> None:
    """Writes the day on which copies were seen, once."""
    theirs = col(DeliveryRow.member_id) == member_id, col(DeliveryRow.broadcast_id).in_(broadcast_ids)
    unseen = col(DeliveryRow.opened).is_(None)
    session.exec(update(DeliveryRow).where(*theirs, unseen).values(opened=today))


def by_agency(session: Session, broadcast_id: UUID) -> Sequence[Any]:
    """Agencies with how many copies their members have, and how many of these were sent, seen, understood."""
    seen = or_(col(DeliveryRow.opened).is_not(None), _UNDERSTOOD)
    counts = [func.count().filter(such) for such in (_SENT, seen, _UNDERSTOOD)]
    counted = columns(col(MemberRow.agency), func.count(), *counts)
    joined = counted.join(DeliveryRow, col(DeliveryRow.member_id) == MemberRow.id)
    theirs = joined.where(col(DeliveryRow.broadcast_id) == broadcast_id)
    return session.execute(theirs.group_by(col(MemberRow.agency)).order_by(_AGENCY)).all()


def learning(session: Session) -> Sequence[Any]:
    """By review and agency: broadcasts, copies, those handed out, those that ask for a word, that have it."""
    review, agency = col(BroadcastRow.review), col(MemberRow.agency)
    counts = [func.count().filter(such) for such in (_SENT, col(BroadcastRow.asks), _UNDERSTOOD)]
    different = func.count(func.distinct(BroadcastRow.id))
    counted = columns(review, agency, different, func.count(), *counts)
    joined = counted.join(DeliveryRow, col(DeliveryRow.broadcast_id) == BroadcastRow.id).join(
        MemberRow, col(MemberRow.id) == DeliveryRow.member_id
    )
    named = joined.where(review.is_not(None), col(BroadcastRow.kind) == BroadcastKind.UNIT)
    return session.execute(
        named.group_by(review, agency).order_by(func.lower(review), review, _AGENCY, agency)
    ).all()


def page(
    session: Session, broadcast_id: UUID, which: Which, words: str, agency: str, part: Part
) -> Sequence[tuple[MemberRow, DeliveryRow]]:
    """One page of members with such copies."""
    asked = select(MemberRow, DeliveryRow).join(DeliveryRow, col(DeliveryRow.member_id) == MemberRow.id)
    wanted = asked.where(_such(broadcast_id, which, words, agency))
    return session.exec(cut(wanted, part, ORDERS, col(MemberRow.id))).all()


def count(session: Session, broadcast_id: UUID, which: Which, words: str = "", agency: str = "") -> int:
    """How many there are of them."""
    asked = (
        select(func.count())
        .select_from(MemberRow)
        .join(DeliveryRow, col(DeliveryRow.member_id) == MemberRow.id)
    )
    return session.exec(asked.where(_such(broadcast_id, which, words, agency))).one()


def remind(session: Session, broadcast_id: UUID, today: date) -> int:
    """Lets the copies of those who have not said it leave once more; how many, none where it was today."""
    unread = (
        _unread(broadcast_id),
        or_(col(DeliveryRow.reminded).is_(None), col(DeliveryRow.reminded) < today),
    )
    again = (
        update(DeliveryRow)
        .where(*unread)
        .values(state=DeliveryState.WAITING, reminded=today, not_before=None)
    )
    return session.exec(again.execution_options(synchronize_session=False)).rowcount


def last_reminded(session: Session, broadcast_id: UUID) -> date | None:
    """The newest day on which somebody was asked again."""
    newest = select(func.max(DeliveryRow.reminded)).where(DeliveryRow.broadcast_id == broadcast_id)
    return session.exec(newest).one()


def _unread(broadcast_id: UUID) -> ColumnElement[bool]:
    return and_(col(DeliveryRow.broadcast_id) == broadcast_id, _ENDED, ~_UNDERSTOOD)


def _such(broadcast_id: UUID, which: Which, words: str, agency: str) -> ColumnElement[bool]:
    theirs = col(DeliveryRow.broadcast_id) == broadcast_id
    such = ~_UNDERSTOOD if which is Which.UNREAD else and_(_ENDED, ~_SENT)
    named = col(MemberRow.agency) == agency if agency else true()
    return and_(theirs, such, named, holds(words, col(MemberRow.name), col(MemberRow.agency)))
