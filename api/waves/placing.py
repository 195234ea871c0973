"""Where a wave asks people: labels that never stand for few, and other waves at the same place."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from api.findings.rules import FLOOR
from api.waves import repository
from api.waves.service import Plan
from api.waves.tables import WaveRow

MOST_EARLIER = 50
"""So many earlier waves are offered as one that asked at the same place."""


def points_to_few(wanted: Plan) -> bool:
    """Whether a kind of place and an area together would stand for fewer people than a table may have."""
    people = [number for number in (wanted.invited, wanted.places) if number is not None]
    both = wanted.setting_kind is not None and wanted.area is not None
    return both and bool(people) and min(people) < FLOOR.base_least


def earlier(session: Session, survey: str, but: WaveRow | None = None) -> Sequence[WaveRow]:
    """Waves of a survey whose group another wave may ask again: the newest at each place, newest first."""
    newest: dict[UUID, WaveRow] = {}
    for wave in repository.of_survey(session, survey, MOST_EARLIER):
        if but is None or wave.id != but.id:
            newest.setdefault(wave.place, wave)
    return list(newest.values())


def before(session: Session, wave: WaveRow) -> WaveRow | None:
    """The wave that asked at the same place last before this one."""
    return repository.before_at(session, wave)
