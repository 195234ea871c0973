"""Where a wave asks people: labels that never stand for few, and other waves at the same place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from api.errors import WrongState
from api.findings.rules import FLOOR
from api.waves import repository
from api.waves.tables import WaveRow, WaveState

MOST_EARLIER = 200
"""So many places are offered as one where an earlier wave asked: as many as a list can be looked through."""


@dataclass(frozen=True)
class Where:
    """Codes of the kind of place and of the area, and the place of an earlier wave; None: not set down."""

    kind: str | None
    area: str | None
    place: UUID | None

    def points_to_few(self, *people: int | None) -> bool:
        """Whether kind and area together would stand for fewer people than a table may have."""
        known = [number for number in people if number is not None]
        both = self.kind is not None and self.area is not None
        return both and bool(known) and min(known) < FLOOR.base_least


def put(session: Session, wave: WaveRow, where: Where) -> None:
    """Says where a wave asks. One that asked where an earlier one did, and does not, has a place of its own.

    Waves that came later and asked at its place stay there.
    """
    wave.setting_kind, wave.area = where.kind, where.area
    if where.place is not None:
        wave.place = where.place
    elif before(session, wave) is not None:
        wave.place = uuid4()


def correct(session: Session, wave: WaveRow, where: Where) -> None:
    """Says of a wave that has opened where it asked. Raises WrongState while it is planned."""
    # Waits for whoever opens or closes it meanwhile.
    session.refresh(wave, with_for_update=True)
    if wave.state == WaveState.PLANNED:
        raise WrongState("This wave has not opened yet: change the wave itself.")
    put(session, wave, where)


def earlier(session: Session, now: datetime, wave: WaveRow | None = None) -> Sequence[WaveRow]:
    """Waves of any survey at whose place another may ask: the newest at each, newest first.

    What a planned `wave` is at already is always among them.
    """
    found = repository.newest_at_each_place(session, wave.id if wave else None, now, MOST_EARLIER)
    at = before(session, wave) if wave else None
    return found if at is None or any(one.place == at.place for one in found) else [*found, at]


def before(session: Session, wave: WaveRow) -> WaveRow | None:
    """The wave that asked at the same place last before this one."""
    return repository.before_at(session, wave)
