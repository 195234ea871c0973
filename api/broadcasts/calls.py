"""Calls to the duty member: broadcasts of their own kind, to one person, that stand in no list of the unit.

They have no time finer than their day, neither in their rows nor in the worker's notes of what it has done:
a call follows upon an alert within seconds, and would tell its time.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from api.broadcasts import repository, service
from api.broadcasts.tables import BroadcastKind, DeliveryState


def call(session: Session, member_id: UUID, title: str, text: str, today: date) -> None:
    """A message to one member, on its way from now on."""
    service.send_to_one(session, member_id, title, text, BroadcastKind.SAFETY, today)


def to_bring(session: Session) -> Sequence[UUID]:
    """Calls that are on their way."""
    return [row.id for row in repository.sending(session, BroadcastKind.SAFETY)]


def unreached(session: Session, member_id: UUID) -> date | None:
    """The newest day with calls to a member, unless all of them have been brought.

    One that is on its way has not: while Telegram is away it stays so.
    """
    newest = repository.newest_calls(session, member_id)
    return next((written.date() for written, state in newest if state != DeliveryState.SENT), None)


def forget_past(session: Session, written_before: datetime) -> int:
    """Drops calls written before a moment; how many."""
    return repository.drop_past(session, written_before, BroadcastKind.SAFETY)


def past(session: Session, written_before: datetime) -> int:
    """How many calls `forget_past` would drop."""
    return repository.count_past(session, written_before, BroadcastKind.SAFETY)
