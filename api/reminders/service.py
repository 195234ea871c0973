"""Setting a reminder, taking it back, and sending it on the morning of its day."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastKind
from api.guidance import escalation
from api.members import service as members
from api.members.service import Address
from api.reminders import repository
from api.reminders.tables import ReminderRow
from api.waves.keys import KeyRing

MORNING = time(9)
# No clock of the policy is longer by far: a button that says so was made up.
_FARTHEST = timedelta(days=90)


def can_be_set(due: date, now: datetime) -> bool:
    """Whether the morning of the day is still to come."""
    return now < _morning(due) < now + _FARTHEST


def set_for(
    session: Session, keys: KeyRing, address: Address | None, stage: str, due: date, now: datetime
) -> bool:
    """Reminds the member at an address, once however often it is asked; False where nobody is a member."""
    member = members.member_at(session, keys, address) if address else None
    if member is None:
        return False
    made = clock.here(now).date()
    repository.put(session, ReminderRow(member_id=member.id, stage=stage, due=due, made=made))
    return True


def take_back(session: Session, keys: KeyRing, address: Address | None, stage: str, due: date) -> None:
    """Forgets it, where it was set and has not been sent."""
    member = members.member_at(session, keys, address) if address else None
    if member is not None:
        repository.drop(session, member.id, stage, due)


def waiting_for(session: Session, member_id: UUID) -> int:
    """How many reminders of a member wait for their day."""
    return repository.count_of(session, member_id)


def send_due(session: Session, now: datetime) -> int:
    """Turns every reminder whose morning has come into a message to its member alone; how many.

    In one transaction: whatever happens, there is the reminder or there is the message.
    """
    today = clock.here(now).date()
    day = today if now >= _morning(today) else today - timedelta(days=1)
    if not repository.any_by(session, day):
        return 0
    rows = repository.due_by(session, day)
    for row in rows:
        title, text = escalation.reminder(session, row.stage, row.due)
        broadcasts.send_to_one(session, row.member_id, title, text, BroadcastKind.REMINDER, today)
        session.delete(row)
    return len(rows)


def forget_past(session: Session, due_before: date) -> int:
    """Drops what was due before a day and could not be sent; how many."""
    return repository.drop_past(session, due_before)


def past(session: Session, due_before: date) -> int:
    """How many `forget_past` would drop."""
    return repository.count_past(session, due_before)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, clock.HERE)
