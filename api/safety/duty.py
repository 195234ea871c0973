"""Who watches the safety queue, by when, and who is told that something waits there."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.members import service as members
from api.members.tables import MemberRow
from api.safety import repository
from api.staff.person import Person

# By when alerts are looked at where nobody has said so: an hour of the day.
USUAL_HOUR = 16


@dataclass(frozen=True)
class Duty:
    """reader: the role that reads alerts. hours: when, in free words. by_hour: the hour by which it is done.

    member: who of the action group is told, or nobody.
    """

    reader: str = ""
    hours: str = ""
    by_hour: int = USUAL_HOUR
    member: UUID | None = None


def get(session: Session) -> Duty:
    """As it is set."""
    row = repository.duty(session)
    return Duty(row.reader, row.hours, row.by_hour, row.member_id) if row else Duty()


def set_to(session: Session, wanted: Duty, who: Person) -> None:
    """Changes it, and notes who did. Somebody else than before is told of everything that waits."""
    row = repository.duty_held(session)
    if wanted.member not in (None, row.member_id):
        repository.call_again(session)
    row.reader, row.hours, row.by_hour = wanted.reader, wanted.hours, wanted.by_hour
    row.member_id = wanted.member
    audit.record(session, who, "duty_changed", None)


def member(session: Session) -> MemberRow | None:
    """Who is told."""
    told = get(session).member
    return members.member(session, told) if told else None
