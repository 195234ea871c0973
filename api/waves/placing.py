"""Where a wave asks people: labels that never stand for few, and other waves at the same place."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from api.findings.rules import FLOOR
from api.waves import repository
from api.waves.service import Plan
from api.waves.tables import WaveRow

MOST_EARLIER = 200
"""So many places are offered as one where an earlier wave asked: as many as a list can be looked through."""


def points_to_few(wanted: Plan) -> bool:
    """Whether a kind of place and an area together would stand for fewer people than a table may have."""
    people = [number for number in (wanted.invited, wanted.places) if number is not None]
    both = wanted.setting_kind is not None and wanted.area is not None
    return both and bool(people) and min(people) < FLOOR.base_least


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
