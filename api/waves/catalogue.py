"""The surveys that waves can open: drafts that may still change, and versions that never do."""

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlmodel import Session

from api.audit import service as audit
from api.errors import HeardError, NotFound, SecondPerson
from api.few import Few, few
from api.staff.person import Person
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


def check_in(session: Session, who: Person, data: bytes, name: str) -> Survey:
    """Keeps an uploaded file as a draft of whoever brings it, in place of an earlier draft of the version.

    Raises SurveyFault (malformed file) and SurveyChanged (that version has been published).
    """
    survey = xlsform.from_bytes(data, name)
    row = _put(session, survey, published=None)
    if row.published is None:
        row.uploader = who.id
        audit.record(session, who, "survey_brought", subject(row))
    session.flush()
    return survey


def publish(session: Session, who: Person, key: str, version: str, read: str, today: date) -> None:
    """Makes a draft what it will be for ever; done twice, it changes nothing more.

    `read` is the mark of what the second person had before their eyes. Raises NotFound, SecondPerson, and
    SurveyChanged where another file has taken its place meanwhile.
    """
    row = _row(session, key, version, lock=True)
    if row.published is not None:
        return
    if brought(who, row):
        raise SecondPerson("A second person has to publish it: you brought this draft yourself.")
    if read != mark(row):
        raise SurveyChanged("Another file has been checked in since you opened this page. Look at it first.")
    row.published = today
    audit.record(session, who, "survey_published", subject(row))


def discard(session: Session, who: Person, key: str, version: str) -> None:
    """Removes a draft, with its rehearsals. A published version stays."""
    row = _row(session, key, version, lock=True)
    if row.published is not None:
        raise SurveyChanged("This version has been published. It stays, because waves may have used it.")
    repository.drop_version(session, row)
    audit.record(session, who, "survey_discarded", subject(row))


def brought(who: Person, row: SurveyVersionRow) -> bool:
    """Whether a draft is somebody's own: they may not publish it."""
    return row.uploader is not None and row.uploader == who.id


def mark(row: SurveyVersionRow) -> str:
    """Stands for the text of a version: another text, another mark."""
    return hashlib.sha256(row.source.encode()).hexdigest()[:16]


def subject(row: SurveyVersionRow) -> UUID:
    """By which the audit trail names a version, which has no id but its key and its number."""
    return uuid5(NAMESPACE_URL, f"{row.key}/{row.version}")


def to_publish(session: Session, who: Person, limit: int) -> Few[SurveyVersionRow]:
    """Drafts that others have brought."""
    return few(session, repository.drafts_of_others(who.id), limit)


@lru_cache(maxsize=64)
def read(source: str, key: str) -> Survey:
    """A survey from its text. Reading one takes about 20 ms, and lists show many. Raises SurveyFault."""
    return xlsform.read(source, key)


def versions(session: Session) -> Sequence[SurveyVersionRow]:
    """Every version of every survey, the newest of each first."""
    newest_first = sorted(
        repository.every_version(session), key=lambda row: _natural(row.version), reverse=True
    )
    return sorted(newest_first, key=lambda row: row.key)


def version(session: Session, key: str, number: str) -> tuple[SurveyVersionRow, Survey]:
    """One version, draft or published. Raises NotFound."""
    row = _row(session, key, number)
    return row, read(row.source, row.key)


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
    return [read(row.source, row.key) for row in newest.values()]


def any_published(session: Session) -> bool:
    """Whether there is a survey that a wave can open."""
    return repository.any_published(session)


def newest(session: Session, key: str) -> Survey:
    """The newest published version of one survey, or NotFound."""
    found = next((one for one in surveys(session) if one.key == key), None)
    if found is None:
        raise NotFound("There is no such survey.")
    return found


def _put(session: Session, survey: Survey, published: date | None) -> SurveyVersionRow:
    kept = repository.hold_version(session, survey, published)
    if kept.published is None:
        kept.source, kept.published = survey.source, published
    elif kept.source != survey.source:
        raise SurveyChanged(
            f"The survey {survey.key} version {survey.version} has been published and cannot change: "
            "give the edited file a new version in its settings sheet."
        )
    return kept


def _row(session: Session, key: str, version: str, *, lock: bool = False) -> SurveyVersionRow:
    row = repository.survey_version(session, key, version, lock=lock)
    if row is None:
        raise NotFound("There is no such survey.")
    return row


def _natural(version: str) -> list[tuple[int, str]]:
    """Puts 10 after 9."""
    parts = re.findall(r"\d+|\D+", version)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
