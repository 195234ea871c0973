"""Changing what was planned of a wave, as long as it has not opened."""

from datetime import UTC, datetime

from sqlmodel import Session

from api import clock
from api.errors import WrongState
from api.waves import catalogue, placing, service
from api.waves.placing import Where
from api.waves.service import Plan
from api.waves.tables import WaveRow, WaveState


def replan(session: Session, wave: WaveRow, wanted: Plan, now: datetime) -> None:
    """Puts `wanted` in place of what was planned; the code and the way in stay. Raises WrongState."""
    # Waits for whoever opens or closes it meanwhile.
    session.refresh(wave, with_for_update=True)
    if wave.state != WaveState.PLANNED:
        raise WrongState("This wave has opened or closed meanwhile: only its closing can still be changed.")
    opens = (wanted.opens or now).astimezone(UTC)
    service.check_times(opens, wanted.closes, now)
    spoken = catalogue.survey(session, wave).languages
    wave.title = wanted.title
    placing.put(session, wave, Where(wanted.setting_kind, wanted.area, wanted.place))
    wave.languages = [code for code in spoken if code in wanted.languages] or wave.languages
    wave.invited, wave.places, wave.watched = wanted.invited, wanted.places, wanted.watched
    wave.answer_within = wanted.answer_within if wanted.watched else None
    wave.opens, wave.closes = opens, wanted.closes
    wave.opened = clock.here(opens).date()
    if opens <= now.astimezone(UTC):
        service.move(wave, WaveState.OPEN, wave.opened)
