"""Where a report begins: its material is frozen, its charts are drawn, and first words are offered."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import NotFilled, WrongState
from api.papers import printing
from api.papers.printing import Drawn
from api.reports import repository
from api.reports.front import asked_to_begin_with, changed_to_begin_with, said_to_begin_with
from api.reports.gathering import Subject, gathered, of_wave
from api.reports.material import Material
from api.reports.paper import title, to_draw
from api.reports.periods import quarters_over, years_over
from api.reports.service import get, held
from api.reports.tables import FigureRow, ReportKind, ReportRow, ReportState
from api.reports.words import months
from api.staff.person import Person
from api.staff.writers import joined
from api.waves import service as waves

YEARS, QUARTERS = 8, 12
"""So far back they are offered."""
OF_ITS_MATERIAL = {"kind", "about", "title", "first", "last", "waves", "snapshots", "counted", "material"}
KEPT = OF_ITS_MATERIAL | {"said", "changed", "asked"}
"""What a new version begins with."""


def on_wave(session: Session, wave_id: UUID) -> Subject:
    """A report on one wave. Raises NotFound, and NotFilled unless it has closed."""
    return of_wave(session, wave_id)


def on_days(kind: ReportKind, first: date, today: date) -> Subject:
    """A report on the quarter, or on the year, that begins on a day. Raises NotFilled for any other day."""
    over = years_over(today, YEARS) if kind == ReportKind.YEAR else quarters_over(today, QUARTERS)
    ends = dict(over).get(first)
    if ends is None:
        raise NotFilled(kind, "Choose months that are over")
    return Subject(kind, first, ends)


def begin(session: Session, who: Person, subject: Subject, today: date) -> ReportRow:
    """A draft with everything that is published of its subject. Raises NotFilled and Unavailable."""
    _is_first(session, subject)
    material = gathered(session, subject)
    pictures = _drawn(subject.kind, material)
    # Drawing takes seconds: only afterwards is anybody kept waiting.
    repository.hold(session, subject.about)
    _is_first(session, subject)
    row = ReportRow(
        kind=subject.kind,
        about=subject.about,
        title=title(subject.kind, material, months(subject.first, subject.last)),
        first=subject.first,
        last=subject.last,
        said=said_to_begin_with(material),
        changed=changed_to_begin_with(material),
        asked=asked_to_begin_with(material),
        author=str(who),
        writers=joined(who, []),
        **_frozen(material, today),
    )
    session.add(row)
    session.flush()
    _keep(session, row, pictures)
    audit.record(session, who, "partners_begun", row.id)
    return row


def again(session: Session, who: Person, report_id: UUID) -> ReportRow:
    """A new version of one that is published: other words, the same numbers.

    Raises NotFound and WrongState.
    """
    old = held(session, report_id)
    repository.hold(session, old.about)
    newest = repository.versions(session, old.about)[0]
    if old.state != ReportState.PUBLISHED or newest.id != old.id:
        raise WrongState("There is a newer version of it already, or it is not published. Look at it again.")
    kept = old.model_dump(include=KEPT)
    # Its words are still theirs who wrote them.
    writers = joined(who, old.writers)
    row = ReportRow(**kept, version=old.version + 1, author=str(who), writers=writers)
    session.add(row)
    session.flush()
    for name, figure in repository.figures(session, old.id).items():
        session.add(FigureRow(report_id=row.id, name=name, svg=figure.svg, png=figure.png))
    audit.record(session, who, "partners_begun", row.id)
    return row


def refresh(session: Session, who: Person, report_id: UUID, today: date) -> None:
    """Takes into a draft what has been published since. Words stay.

    Raises NotFound, WrongState, NotFilled and Unavailable.
    """
    row = get(session, report_id)
    kind = ReportKind(row.kind)
    if kind == ReportKind.WAVE:
        subject = of_wave(session, waves.get(session, UUID(row.about.partition(":")[2])).id)
    else:
        subject = Subject(kind, row.first, row.last)
    material = gathered(session, subject)
    pictures = _drawn(kind, material)
    row = held(session, report_id, ReportState.DRAFT)
    for name, value in _frozen(material, today).items():
        setattr(row, name, value)
    repository.drop_figures(session, row.id)
    session.flush()
    _keep(session, row, pictures)
    row.writers = joined(who, row.writers)
    audit.record(session, who, "partners_written", row.id)


def _is_first(session: Session, subject: Subject) -> None:
    if repository.versions(session, subject.about):
        mend = "There is a report on this already: once it is published it can have a new version"
        raise NotFilled(subject.kind, mend)


def _frozen(material: Material, today: date) -> dict[str, Any]:
    return {
        "waves": [part.wave_id for part in material.every_part],
        "snapshots": [part.published.id for part in material.every_part],
        "counted": today,
        "material": material.model_dump(mode="json"),
    }


def _drawn(kind: str, material: Material) -> dict[str, Drawn]:
    asked = to_draw(kind, material)
    pictures = printing.drawn([one.chart for one in asked])
    return {one.name: picture for one, picture in zip(asked, pictures, strict=True)}


def _keep(session: Session, row: ReportRow, pictures: Mapping[str, Drawn]) -> None:
    session.add_all(
        FigureRow(report_id=row.id, name=name, svg=one.svg, png=one.png) for name, one in pictures.items()
    )
    session.flush()
