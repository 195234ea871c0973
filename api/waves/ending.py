"""When a wave ends: later, sooner, or now."""

from datetime import date, datetime

from sqlmodel import Session

from api.errors import WrongState
from api.waves import repository, service
from api.waves.tables import WaveRow, WaveState


def extend(session: Session, wave: WaveRow, closes: datetime | None, now: datetime) -> None:
    """Moves the moment of closing. Raises WrongState when it has passed, or lies in the past."""
    repository.hold(session, wave)
    if not can_close(wave):
        raise WrongState("This wave has closed. Open a new one to ask again.")
    service.check_times(wave.opens, closes, now)
    wave.closes = closes


def close(session: Session, wave: WaveRow, today: date) -> bool:
    """Ends a wave now; whether nobody had done so before."""
    repository.hold(session, wave)
    if can := can_close(wave):
        service.move(wave, WaveState.CLOSING, today)
    return can


def can_close(wave: WaveRow) -> bool:
    """Whether it has not come to its end."""
    return wave.state in (WaveState.PLANNED, WaveState.OPEN)
