"""How many requests to be contacted wait, and how many are about to lose their words unread."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from api.safety import contact
from api.safety import contact_repository as repository
from api.safety.due import day_before


@dataclass(frozen=True)
class Counts:
    """late: nobody has dealt with them in time. waiting: others. expiring: of both, those that soon end."""

    late: int
    waiting: int
    expiring: int


def counts(session: Session, now: datetime, expiring_before: date) -> Counts:
    """As they stand. `expiring_before`: what came before this day is about to end."""
    late = day_before(now, timedelta(hours=contact.office(session).hours))
    waiting, expiring = repository.count_waiting(session, late, expiring_before)
    return Counts(contact.overdue(session, now), waiting, expiring)
