"""A highlight report on its way to the partners: begun, written, looked at by a second person, published."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import Changed, NotFilled, NotFound, WrongState
from api.feedback import report_repository as repository
from api.feedback import telling
from api.feedback.moving import move_report
from api.feedback.report_tables import EntryRow, ReportRow, ReportState
from api.feedback.tables import IssueRow
from api.few import Few
from api.listing import Part
from api.staff.person import Person
from api.staff.writers import joined, must_be_another, must_say_why

LONGEST_OPENING = 3000
LONGEST = 1500  # of each field of an entry
OFFERED = 50


@dataclass(frozen=True)
class Written:
    """What is typed of one entry."""

    words: str
    asked: str
    became: str
    goes_on: bool


@dataclass(frozen=True)
class Report:
    """One with what belongs to it. `others` could stand in it too; `newer` is a later version."""

    row: ReportRow
    entries: Sequence[EntryRow]
    others: Sequence[IssueRow]
    newer: ReportRow | None


def get(session: Session, report_id: UUID) -> ReportRow:
    """Raises NotFound."""
    return _found(repository.get(session, report_id))


def opened(session: Session, report_id: UUID) -> Report:
    """A report for its page. Raises NotFound."""
    row = get(session, report_id)
    newest = repository.of_period(session, row.first, row.last)[0]
    return Report(
        row=row,
        entries=repository.entries(session, report_id),
        others=repository.left_over(session, report_id, OFFERED) if row.state == ReportState.DRAFT else [],
        newer=newest if newest.version > row.version else None,
    )


def within(session: Session, first: date, last: date) -> Sequence[ReportRow]:
    """What was published of these days or some of them, the newest version of each, by their first day.

    A report whose days lie within those of another is left out.
    """
    found = repository.published_within(session, first, last)
    newest = {(row.first, row.last): row for row in found}
    return [
        row
        for (begins, ends), row in newest.items()
        if not any(
            first <= begins and ends <= last for first, last in newest if (first, last) != (begins, ends)
        )
    ]


def entries(session: Session, report_id: UUID) -> Sequence[EntryRow]:
    """What stands in one, in order."""
    return repository.entries(session, report_id)


def page(session: Session, state: str, part: Part) -> Sequence[ReportRow]:
    """One page of all reports and their versions, in one state or ("") in all."""
    return repository.page(session, state, part)


def count(session: Session, state: str) -> int:
    """How many there are of them."""
    return repository.count(session, state)


def to_publish(session: Session, who: Person, limit: int) -> Few[ReportRow]:
    """Those that wait for a second person, where somebody has not written in them."""
    return repository.waiting_from_others(session, who.id, limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[ReportRow]:
    """Drafts that came back to somebody who has written in them."""
    return repository.sent_back(session, who.id, limit)


def write(
    session: Session, who: Person, report_id: UUID, opening: str, typed: Mapping[UUID, Written], read: str
) -> None:
    """Puts words into a draft; `read` is the mark of what stood there at first, `typed` goes by entry.

    Raises NotFound, NotFilled, WrongState, and Changed where somebody else has written in it meanwhile.
    """
    row, entries = _held(session, report_id, ReportState.DRAFT)
    if read != mark(row, entries):
        raise Changed("Somebody has changed this report since you opened it. Read it again as it is now.")
    _short("opening", opening, LONGEST_OPENING)
    for one in entries:
        if one.id not in typed:
            continue
        said = typed[one.id]
        for name, words in (("words", said.words), ("asked", said.asked), ("became", said.became)):
            _short(f"{name}_{one.id}", words, LONGEST)
        one.words, one.asked, one.became, one.goes_on = said.words, said.asked, said.became, said.goes_on
    row.opening = opening
    _wrote(session, who, row)


def add(session: Session, who: Person, report_id: UUID, issue_id: UUID | None) -> None:
    """One more of the issues that `opened` offers. Raises NotFound, NotFilled and WrongState."""
    row, entries = _held(session, report_id, ReportState.DRAFT)
    if issue_id not in {one.id for one in repository.left_over(session, report_id, OFFERED)}:
        raise NotFilled("issue", "Choose one that is put down for the report")
    place = max((one.place for one in entries), default=-1) + 1
    session.add(EntryRow(report_id=row.id, place=place, issue_id=issue_id))
    _wrote(session, who, row)


def leave_out(session: Session, who: Person, report_id: UUID, entry_id: UUID) -> None:
    """Takes an entry out; its issue can stand in another report. Raises NotFound and WrongState."""
    row, entries = _held(session, report_id, ReportState.DRAFT)
    for one in entries:
        if one.id == entry_id:
            session.delete(one)
            _wrote(session, who, row)


def ask(session: Session, who: Person, report_id: UUID) -> None:
    """Puts it before a second person. Raises NotFound, NotFilled and WrongState."""
    row, entries = _held(session, report_id)
    if missing := [one for one in entries if not one.words]:
        some = "One issue has" if len(missing) == 1 else f"{len(missing)} issues have"
        raise NotFilled("thing", f"{some} no words for the partners yet: write them, or leave it out")
    move_report(row, ReportState.WAITING)
    row.approver, row.answer = None, None
    audit.record(session, who, "report_asked", row.id)


def publish(session: Session, who: Person, report_id: UUID, read: str, today: date) -> int:
    """It is final; how many members are told that what they sent stands in it.

    `read` is the mark of what the second person has read. Raises NotFound, SecondPerson, Changed, WrongState.
    """
    row, entries = _held(session, report_id)
    must_be_another(who, row)
    if read != mark(row, entries):
        raise Changed("Somebody has changed this report since you opened it. Read it again as it is now.")
    move_report(row, ReportState.PUBLISHED)
    row.approver, row.published = str(who), today
    audit.record(session, who, "report_published", row.id)
    return telling.tell(session, row, [one.issue_id for one in entries if one.issue_id], today)


def refuse(session: Session, who: Person, report_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, NotFilled, SecondPerson and WrongState."""
    row, _ = _held(session, report_id, ReportState.WAITING)
    must_be_another(who, row)
    must_say_why(why)
    move_report(row, ReportState.DRAFT)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "report_refused", row.id)


def take_back(session: Session, who: Person, report_id: UUID) -> None:
    """A draft again, to be changed. Raises NotFound and WrongState."""
    row, _ = _held(session, report_id, ReportState.WAITING)
    move_report(row, ReportState.DRAFT)
    row.approver, row.answer = None, None
    audit.record(session, who, "report_taken_back", row.id)


def discard(session: Session, who: Person, report_id: UUID) -> None:
    """Throws a draft away, with its numbers. Raises NotFound and WrongState."""
    row, _ = _held(session, report_id, ReportState.DRAFT)
    session.delete(row)
    audit.record(session, who, "report_discarded", report_id)


def mark(row: ReportRow, entries: Sequence[EntryRow]) -> str:
    """Stands for what is approved of it: other words, another mark."""
    said = [
        row.opening,
        *(f"{one.id}{one.words}\0{one.asked}\0{one.became}\0{one.goes_on}" for one in entries),
    ]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def _found(row: ReportRow | None) -> ReportRow:
    if row is None:
        raise NotFound("There is no such report.")
    return row


def _held(
    session: Session, report_id: UUID, state: ReportState | None = None
) -> tuple[ReportRow, Sequence[EntryRow]]:
    """Nobody else changes it meanwhile. Raises NotFound, and WrongState where it has to be in a state."""
    row = _found(repository.get(session, report_id, lock=True))
    if state is not None and row.state != state:
        raise WrongState(f"This report is {row.state} by now. Look at it again.")
    return row, repository.entries(session, report_id, lock=True)


def _short(field: str, words: str, longest: int) -> None:
    if len(words) > longest:
        raise NotFilled(field, f"Keep it under {longest:,} characters: it has {len(words):,}")


def _wrote(session: Session, who: Person, row: ReportRow) -> None:
    row.writers = joined(who, row.writers)
    audit.record(session, who, "report_written", row.id)
