"""The surveys that waves can open: drafts that may still change, and versions that never do."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlmodel import Session

from api.errors import HeardError, NotFound
from api.waves import repository
from api.waves.tables import SurveyVersionRow, WaveRow
from surveys import xlsform
from surveys.model import Survey

# By key and version: a published version never changes, so what was read once stays true.
_compiled: dict[tuple[str, str], Survey] = {}


class SurveyChanged(HeardError):
    """A published version was edited."""

    status = 409


def publish_folder(session: Session, folder: Path, today: date) -> list[Survey]:
    """Publishes every definition of a folder; a version that is there already must be the same.

    Raises SurveyFault (malformed file) and SurveyChanged.
    """
    found = [xlsform.load(path) for path in sorted(folder.glob("*.md"))]
    for survey in found:
        _put(session, survey, published=today)
    session.flush()
    return found


def check_in(session: Session, data: bytes, name: str) -> Survey:
    """Keeps an uploaded file as a draft, in place of an earlier draft of the version.

    Raises SurveyFault (malformed file) and SurveyChanged (that version has been published).
    """
    survey = xlsform.from_bytes(data, name)
    _put(session, survey, published=None)
    session.flush()
    return survey


def publish(session: Session, key: str, version: str, today: date) -> None:
    """Makes a draft what it will be for ever; done twice, it changes nothing more."""
    row = _row(session, key, version)
    row.published = row.published or today


def discard(session: Session, key: str, version: str) -> None:
    """Removes a draft, with its rehearsals. A published version stays."""
    row = _row(session, key, version)
    if row.published is not None:
        raise SurveyChanged("This version has been published. It stays, because waves may have used it.")
    repository.drop_version(session, row)


def versions(session: Session) -> Sequence[SurveyVersionRow]:
    """Every version of every survey, the newest of each first."""
    newest_first = sorted(
        repository.every_version(session), key=lambda row: _natural(row.version), reverse=True
    )
    return sorted(newest_first, key=lambda row: row.key)


def version(session: Session, key: str, number: str) -> tuple[SurveyVersionRow, Survey]:
    """One version, draft or published. Raises NotFound."""
    row = _row(session, key, number)
    return row, xlsform.read(row.source, row.key)


def survey(session: Session, wave: WaveRow) -> Survey:
    """The questionnaire of a wave."""
    held = _compiled.get((wave.survey, wave.version))
    if held is None:
        row, held = version(session, wave.survey, wave.version)
        if row.published is not None:
            _compiled[row.key, row.version] = held
    return held


def surveys(session: Session) -> list[Survey]:
    """The newest published version of every survey."""
    published = [row for row in versions(session) if row.published is not None]
    newest = {row.key: row for row in reversed(published)}
    return [xlsform.read(row.source, row.key) for row in newest.values()]


def newest(session: Session, key: str) -> Survey:
    """The newest published version of one survey, or NotFound."""
    found = next((one for one in surveys(session) if one.key == key), None)
    if found is None:
        raise NotFound("There is no such survey.")
    return found


def _put(session: Session, survey: Survey, published: date | None) -> None:
    kept = repository.survey_version(session, survey.key, survey.version)
    if kept is None:
        session.add(
            SurveyVersionRow(
                key=survey.key, version=survey.version, source=survey.source, published=published
            )
        )
    elif kept.published is None:
        kept.source, kept.published = survey.source, published
    elif kept.source != survey.source:
        raise SurveyChanged(
            f"The survey {survey.key} version {survey.version} has been published and cannot change: "
            "give the edited file a new version in its settings sheet."
        )


def _row(session: Session, key: str, version: str) -> SurveyVersionRow:
    row = repository.survey_version(session, key, version)
    if row is None:
        raise NotFound("There is no such survey.")
    return row


def _natural(version: str) -> list[tuple[int, str]]:
    """Puts 10 after 9."""
    parts = re.findall(r"\d+|\D+", version)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
