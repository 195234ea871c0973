"""Which waves open and close by the calendar."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from api import clock
from api.few import Few, few
from api.waves import repository
from api.waves.tables import WaveRow


def opening(session: Session, until: datetime, limit: int) -> Few[WaveRow]:
    """Planned waves that open before a moment, the nearest first."""
    return few(session, repository.opening(until), limit)


def closing(session: Session, until: datetime, limit: int) -> Few[WaveRow]:
    """Open waves that close before a moment, the nearest first."""
    return few(session, repository.closing(until), limit)


def has_any(session: Session) -> bool:
    """Whether there has ever been a wave that is no rehearsal."""
    return repository.has_any(session)


def between(session: Session, first: date, last: date) -> Sequence[WaveRow]:
    """Waves that opened or closed, or will, on one of these days, both included."""
    morning = datetime.combine(first, time(), clock.HERE)
    night = datetime.combine(last + timedelta(days=1), time(), clock.HERE)
    return repository.between(session, morning, night, first, last)
