"""Reports to the partners: one published, one before a second person, one a draft with a comment."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from api.db import transaction
from api.findings import service as findings
from api.reports import beginning, comments, service
from api.reports.gathering import Subject
from api.reports.periods import quarter
from api.reports.service import Written
from api.reports.tables import ReportKind, ReportRow
from api.staff.person import Role
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from bot.demonstration.scene import Scene
from bot.demonstration.words import words


def report(scene: Scene) -> None:
    """On the last quarter in which a wave with answers closed, and on that wave."""
    with transaction(scene.base.engine) as session:
        newest = _newest(session)
        if newest is None or newest.closed is None:
            return
        first, last = quarter(newest.closed)
        analyst, approver = scene.staff[Role.ANALYST], scene.staff[Role.APPROVER]
        row = _worded(session, scene, Subject(ReportKind.QUARTER, first, last))
        service.publish(session, approver, row.id, service.mark(row), scene.today)
        _worded(session, scene, Subject(ReportKind.SCRUTINY, first, last))
        draft = beginning.begin(session, analyst, beginning.on_wave(session, newest.id), scene.today)
        said = words()["partners"]["comment"]
        comments.say(session, scene.staff[Role.SCRUTINEER], draft.id, said, scene.today)


def _newest(session: Session) -> WaveRow | None:
    """Of waves that people answered, the one that closed last."""
    closed = [
        wave for wave in waves.every(session) if wave.state == WaveState.CLOSED and _told(session, wave)
    ]
    return max(closed, key=lambda wave: (wave.closed or date.min, wave.title), default=None)


def _told(session: Session, wave: WaveRow) -> bool:
    return findings.latest(session, wave.id) is not None


def _worded(session: Session, scene: Scene, subject: Subject) -> ReportRow:
    """A report that waits for a second person."""
    analyst, said = scene.staff[Role.ANALYST], words()["partners"]
    row = beginning.begin(session, analyst, subject, scene.today)
    typed = Written(row.title, row.said, row.changed, row.asked)
    typed = replace(typed, asked="\n".join(filter(None, [row.asked, said["asked"].strip()])))
    service.write(session, analyst, row.id, typed, service.mark(row))
    service.ask(session, analyst, row.id)
    return row
