"""A broadcast that is approved: put off to a moment, sent by itself, cancelled, gone on with."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.broadcasts import repository, service
from api.broadcasts.moving import move
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.errors import HeardError, WrongState
from api.staff.person import Person

SOONEST = timedelta(minutes=1)
FARTHEST = timedelta(days=365)
# Who it is in the trail that sends what is due.
WORKER = Person(None, "Heard", "by itself")


class NotThen(HeardError):
    """It cannot be put off to that moment."""

    status = 422


def schedule(session: Session, who: Person, broadcast_id: UUID, due: datetime, now: datetime) -> None:
    """It leaves by itself at a moment. Raises NotFound, NotThen and WrongState."""
    if due <= now:
        raise NotThen("Choose a time to come, or send it now")
    if due < now + SOONEST:
        raise NotThen("That is within the next minute: choose a later time, or send it now")
    if due > now + FARTHEST:
        raise NotThen("Choose a time within a year from now")
    row = service.held(session, broadcast_id)
    move(row, BroadcastState.SCHEDULED)
    row.due = due
    audit.record(session, who, "broadcast_scheduled", row.id)


def unschedule(session: Session, who: Person, broadcast_id: UUID) -> None:
    """It is approved as before, and leaves when somebody sends it. Raises NotFound and WrongState."""
    row = service.held(session, broadcast_id)
    if row.state != BroadcastState.SCHEDULED:
        raise WrongState(f"This broadcast is {row.state} by now: there is no time to take back.")
    move(row, BroadcastState.APPROVED)
    row.due = None
    audit.record(session, who, "broadcast_unscheduled", row.id)


def leaving(session: Session, first: date, last: date) -> Sequence[BroadcastRow]:
    """Broadcasts that leave by themselves on one of these days, both included."""
    morning = datetime.combine(first, time(), clock.HERE)
    return repository.between(
        session, morning, datetime.combine(last + timedelta(days=1), time(), clock.HERE)
    )


def keep_time(session: Session, now: datetime) -> None:
    """Sends what is due; where nobody has joined it is approved as before."""
    for row in repository.due(session, now):
        try:
            with session.begin_nested():
                service.send(session, WORKER, row.id)
        except WrongState:
            unschedule(session, WORKER, row.id)


def cancel(session: Session, who: Person, broadcast_id: UUID) -> None:
    """What has not left stays here; what has left cannot be called back. Raises NotFound and WrongState."""
    row = service.held(session, broadcast_id)
    move(row, BroadcastState.CANCELLED)
    audit.record(session, who, "broadcast_cancelled", row.id)


def resume(session: Session, who: Person, broadcast_id: UUID) -> None:
    """What has not left leaves after all. Raises NotFound and WrongState."""
    row = service.held(session, broadcast_id)
    if row.state != BroadcastState.CANCELLED:
        raise WrongState(f"This broadcast is {row.state}: only what was cancelled can go on.")
    move(row, BroadcastState.SENDING)
    row.rounds += 1
    audit.record(session, who, "broadcast_resumed", row.id)
