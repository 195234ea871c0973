"""SQL of reminders."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.reminders.tables import ReminderRow


def put(session: Session, row: ReminderRow) -> None:
    """Keeps it once."""
    session.exec(insert(ReminderRow).values(row.model_dump()).on_conflict_do_nothing())


def drop(session: Session, member_id: UUID, stage: str, due: date) -> None:
    """Removes it, if it is there."""
    at = col(ReminderRow.member_id) == member_id, col(ReminderRow.stage) == stage, col(ReminderRow.due) == due
    session.exec(delete(ReminderRow).where(*at))


def count_of(session: Session, member_id: UUID) -> int:
    """How many wait for one member."""
    theirs = select(func.count()).select_from(ReminderRow).where(ReminderRow.member_id == member_id)
    return session.exec(theirs).one()


def due_by(session: Session, day: date) -> Sequence[ReminderRow]:
    """Those of a day and of days before it, held so that nobody else sends or drops them meanwhile."""
    return session.exec(select(ReminderRow).where(ReminderRow.due <= day).with_for_update()).all()


def any_by(session: Session, day: date) -> bool:
    """Whether any is due by a day."""
    return session.exec(select(ReminderRow.stage).where(ReminderRow.due <= day).limit(1)).first() is not None


def drop_past(session: Session, due_before: date) -> int:
    """Removes those of days before; how many."""
    return session.exec(delete(ReminderRow).where(col(ReminderRow.due) < due_before)).rowcount


def count_past(session: Session, due_before: date) -> int:
    """How many there are of days before."""
    found = select(func.count()).select_from(ReminderRow).where(ReminderRow.due < due_before)
    return session.exec(found).one()
