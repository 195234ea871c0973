"""A report on its way to the partners: written, commented, looked at by a second person, published."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import Changed, NotFilled, NotFound, WrongState
from api.few import Few
from api.listing import Part
from api.meaning import quotes
from api.meaning.tables import QuoteState
from api.reports import repository
from api.reports.front import MOST_MESSAGES, lines
from api.reports.material import Material
from api.reports.moving import move
from api.reports.tables import CommentRow, FigureRow, ReportRow, ReportState
from api.staff.person import Person
from api.staff.writers import joined, must_be_another, must_say_why

LONGEST: Mapping[str, int] = {"title": 120, "said": 2000, "changed": 3000, "asked": 2000}


@dataclass(frozen=True)
class Written:
    """What is typed of a report: messages and decisions one a line."""

    title: str
    said: str
    changed: str
    asked: str


@dataclass(frozen=True)
class Report:
    """One with what belongs to it. `newer` is a later version."""

    row: ReportRow
    material: Material
    comments: Sequence[CommentRow]
    newer: ReportRow | None

    @property
    def unsettled(self) -> int:
        """How many comments nobody has settled."""
        return sum(not one.settled for one in self.comments)


def get(session: Session, report_id: UUID) -> ReportRow:
    """Raises NotFound."""
    row = repository.get(session, report_id)
    if row is None:
        raise NotFound("There is no such report.")
    return row


def opened(session: Session, report_id: UUID) -> Report:
    """A report for its page. Raises NotFound."""
    row = get(session, report_id)
    newest = repository.versions(session, row.about)[0]
    return Report(
        row=row,
        material=_still_said(session, read_material(row)),
        comments=repository.comments(session, report_id),
        newer=newest if newest.version > row.version else None,
    )


def read_material(row: ReportRow) -> Material:
    """What was frozen."""
    return Material.model_validate(row.material)


def figures(session: Session, report_id: UUID) -> Mapping[str, FigureRow]:
    """Its charts, by name."""
    return repository.figures(session, report_id)


def figure(session: Session, report_id: UUID, name: str) -> FigureRow:
    """One of them. Raises NotFound."""
    row = repository.figure(session, report_id, name)
    if row is None:
        raise NotFound("There is no such chart.")
    return row


def page(session: Session, search: str, kind: str, state: str, part: Part) -> Sequence[ReportRow]:
    """One page of all reports and their versions, of one kind and in one state or ("") of all."""
    return repository.page(session, search, kind, state, part)


def count(session: Session, search: str, kind: str, state: str) -> int:
    """How many there are of them."""
    return repository.count(session, search, kind, state)


def to_publish(session: Session, who: Person, limit: int) -> Few[ReportRow]:
    """Those that wait for a second person, where somebody has not written in them."""
    return repository.waiting_from_others(session, who.id, limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[ReportRow]:
    """Drafts that came back to somebody who has written in them."""
    return repository.sent_back(session, who.id, limit)


def write(session: Session, who: Person, report_id: UUID, typed: Written, read: str) -> None:
    """Puts words into a draft; `read` is the mark of what stood there at first.

    Raises NotFound, NotFilled, WrongState, and Changed where somebody else has written in it meanwhile.
    """
    row = held(session, report_id, ReportState.DRAFT)
    if read != mark(row):
        raise Changed("Somebody has changed this report since you opened it. Read it again as it is now.")
    if not typed.title:
        raise NotFilled("title", "Give it a title")
    for name, longest in LONGEST.items():
        words = getattr(typed, name)
        if len(words) > longest:
            raise NotFilled(name, f"Keep it under {longest:,} characters: it has {len(words):,}")
    if len(lines(typed.said)) > MOST_MESSAGES:
        raise NotFilled("said", f"Keep it to {MOST_MESSAGES} messages, each in a line of its own")
    row.title, row.said, row.changed, row.asked = typed.title, typed.said, typed.changed, typed.asked
    row.writers = joined(who, row.writers)
    audit.record(session, who, "partners_written", row.id)


def ask(session: Session, who: Person, report_id: UUID) -> None:
    """Puts it before a second person. Raises NotFound, NotFilled and WrongState."""
    row = held(session, report_id)
    if not lines(row.said):
        raise NotFilled("thing", "Write what they said first: it is what the partners read")
    _all_settled(session, report_id)
    move(row, ReportState.WAITING)
    row.approver, row.answer = None, None
    audit.record(session, who, "partners_asked", row.id)


def publish(session: Session, who: Person, report_id: UUID, read: str, today: date) -> None:
    """It is final. `read` is the mark of what the second person has read.

    Raises NotFound, NotFilled, SecondPerson, Changed, WrongState.
    """
    row = held(session, report_id)
    must_be_another(who, row)
    if read != mark(row):
        raise Changed("Somebody has changed this report since you opened it. Read it again as it is now.")
    _all_settled(session, report_id)
    move(row, ReportState.PUBLISHED)
    row.approver, row.published = str(who), today
    audit.record(session, who, "partners_published", row.id)


def refuse(session: Session, who: Person, report_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, NotFilled, SecondPerson and WrongState."""
    row = held(session, report_id, ReportState.WAITING)
    must_be_another(who, row)
    must_say_why(why)
    move(row, ReportState.DRAFT)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "partners_refused", row.id)


def take_back(session: Session, who: Person, report_id: UUID) -> None:
    """A draft again, to be changed. Raises NotFound and WrongState."""
    row = held(session, report_id, ReportState.WAITING)
    move(row, ReportState.DRAFT)
    row.approver, row.answer = None, None
    audit.record(session, who, "partners_taken_back", row.id)


def discard(session: Session, who: Person, report_id: UUID) -> None:
    """Throws a draft away. Raises NotFound and WrongState."""
    row = held(session, report_id, ReportState.DRAFT)
    session.delete(row)
    audit.record(session, who, "partners_discarded", report_id)


def mark(row: ReportRow) -> str:
    """Stands for what is approved of it: other words or other numbers, another mark."""
    said = [row.title, row.said, row.changed, row.asked, json.dumps(row.material, sort_keys=True)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def held(session: Session, report_id: UUID, state: ReportState | None = None) -> ReportRow:
    """Nobody else changes it meanwhile. Raises NotFound, and WrongState where it has to be in a state."""
    row = repository.get(session, report_id, lock=True)
    if row is None:
        raise NotFound("There is no such report.")
    if state is not None and row.state != state:
        raise WrongState(f"This report is {row.state} by now. Look at it again.")
    return row


def _still_said(session: Session, material: Material) -> Material:
    """Without quotes that somebody has withdrawn since: those go out of reports that are published, too."""
    parts = {part.wave_id: part for part in material.every_part if part.meaning.quotes}
    gone = {
        quote.id
        for wave_id in parts
        for quote in quotes.of_wave(session, wave_id)
        if quote.state == QuoteState.WITHDRAWN
    }
    return material.without_quotes(gone) if gone else material


def _all_settled(session: Session, report_id: UUID) -> None:
    if left := repository.open_comments(session, report_id):
        some = "One comment is" if left == 1 else f"{left} comments are"
        raise NotFilled("thing", f"{some} not settled yet: read what was said, and settle it first")
