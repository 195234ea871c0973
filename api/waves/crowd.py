"""How many people a wave has, as far as anybody may know while it is open."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.runs import service as runs

STEP = 10


@dataclass(frozen=True)
class Crowd:
    """Steps of ten, rounded down: 0 stands for fewer than ten."""

    joined: int
    finished: int


def crowd(session: Session, wave_id: UUID) -> Crowd:
    """What the true counts round down to: those leave this function in no other form."""
    return Crowd(_down(runs.begun(session, wave_id)), _down(runs.finished(session, wave_id)))


def _down(count: int) -> int:
    return count // STEP * STEP
