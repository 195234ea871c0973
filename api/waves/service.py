"""Opening and closing waves, and the surveys behind them."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.errors import HeardError, NotFound, WrongState
from api.waves import repository
from api.waves.keys import KeyRing
from api.waves.tables import PublishedSurveyRow, WaveRow, WaveState
from surveys import xlsform
from surveys.model import Survey

ALLOWED = {
    WaveState.OPEN: {WaveState.CLOSING},
    WaveState.CLOSING: {WaveState.CLOSED},
    WaveState.CLOSED: set(),
}

# By key and version: a published version never changes, so what was read once stays true.
_compiled: dict[tuple[str, str], Survey] = {}


class SurveyChanged(HeardError):
    """A published version was edited."""


def publish(session: Session, folder: Path) -> list[Survey]:
    """Publishes every definition of a folder; a version that is there already must be the same.

    Raises SurveyFault (malformed file) and SurveyChanged.
    """
    found = [xlsform.load(path) for path in sorted(folder.glob("*.md"))]
    for survey in found:
        kept = repository.published(session, survey.key, survey.version)
        if kept is None:
            session.add(PublishedSurveyRow(key=survey.key, version=survey.version, source=survey.source))
        elif kept.source != survey.source:
            raise SurveyChanged(
                f"The survey {survey.key} version {survey.version} has been published and cannot change: "
                "give the edited file a new version in its settings sheet."
            )
    session.flush()
    return found


def survey(session: Session, wave: WaveRow) -> Survey:
    """The questionnaire of a wave, as it was published."""
    held = _compiled.get((wave.survey, wave.version))
    if held is None:
        kept = repository.published(session, wave.survey, wave.version)
        if kept is None:
            raise NotFound("The questionnaire of this survey is missing.")
        held = _compiled[kept.key, kept.version] = xlsform.read(kept.source, kept.key)
    return held


def surveys(session: Session) -> list[Survey]:
    """The newest version of every published survey."""
    rows = sorted(repository.every_published(session), key=lambda row: (row.key, _natural(row.version)))
    newest = {row.key: row for row in rows}
    return [xlsform.read(row.source, row.key) for row in newest.values()]


def newest(session: Session, key: str) -> Survey:
    """The newest version of one survey, or NotFound."""
    found = next((one for one in surveys(session) if one.key == key), None)
    if found is None:
        raise NotFound("There is no such survey.")
    return found


def open_wave(
    session: Session,
    keys: KeyRing,
    asked: Survey,
    *,
    title: str,
    watched: bool,
    invited: int | None,
    today: date,
) -> WaveRow:
    """Opens a survey to a group. `invited` is how many people were asked, when known."""
    wave = WaveRow(
        survey=asked.key,
        version=asked.version,
        title=title,
        audience=asked.audience,
        code=codes.make(codes.WAVE_LENGTH),
        watched=watched,
        invited=invited,
        opened=today,
    )
    session.add(wave)
    session.flush()
    keys.make(wave.id)
    return wave


def count_alone(session: Session, wave_id: UUID) -> None:
    """Until this transaction ends nobody else counts this wave."""
    repository.count_alone(session, wave_id)


def hold_open(session: Session, wave_id: UUID) -> bool:
    """Whether a wave is open; if so it stays open until this transaction ends."""
    return repository.state_held(session, wave_id) == WaveState.OPEN


def get(session: Session, wave_id: UUID) -> WaveRow:
    """A wave, or NotFound."""
    wave = repository.by_id(session, wave_id)
    if wave is None:
        raise NotFound("There is no such wave.")
    return wave


def with_code(session: Session, code: str) -> WaveRow | None:
    """The wave a join code stands for."""
    return repository.by_code(session, codes.tidy(code))


def every(session: Session) -> Sequence[WaveRow]:
    """All waves, open ones first."""
    return repository.newest_first(session)


def closing(session: Session) -> Sequence[WaveRow]:
    """Waves that the worker still has to close."""
    return repository.in_state(session, WaveState.CLOSING)


def opened(session: Session) -> Sequence[WaveRow]:
    """Waves that take answers."""
    return repository.in_state(session, WaveState.OPEN)


def move(wave: WaveRow, to: WaveState, today: date) -> None:
    """Changes the state of a wave; raises WrongState when the table does not allow it."""
    if to not in ALLOWED[WaveState(wave.state)]:
        raise WrongState(f"A wave that is {wave.state} cannot become {to}.")
    wave.state = to
    if to is WaveState.CLOSING:
        wave.closed = today


def _natural(version: str) -> list[tuple[int, str]]:
    """Puts 10 after 9."""
    parts = re.findall(r"\d+|\D+", version)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
