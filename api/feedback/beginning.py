"""Where a highlight report begins: its numbers are frozen, and its issues laid ready to be worded."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import NotFilled, WrongState
from api.feedback import counting
from api.feedback import report_repository as repository
from api.feedback.report_tables import EntryRow, ReportRow, ReportState
from api.feedback.reports import get
from api.staff.person import Person
from api.staff.writers import joined


def begin(session: Session, who: Person, first: date, last: date, today: date) -> ReportRow:
    """A draft on a period that is over, with its numbers frozen. Its entries hold no words yet.

    Raises NotFilled and WorkshopFailed.
    """
    if not first <= last < today:
        raise NotFilled("until", "Choose a month that is over, and not before the first one")
    repository.hold(session)
    if repository.of_period(session, first, last):
        mend = "There is a report on these months already: once it is published it can have a new version"
        raise NotFilled("until", mend)
    counts = counting.counts(session, first, last).model_dump(mode="json")
    row = ReportRow(
        first=first, last=last, counted=today, counts=counts, author=str(who), writers=joined(who, [])
    )
    session.add(row)
    session.flush()
    _fill(session, row)
    audit.record(session, who, "report_begun", row.id)
    return row


def again(session: Session, who: Person, report_id: UUID) -> ReportRow:
    """A new version of one that is published: other words, the same numbers.

    Raises NotFound and WrongState.
    """
    repository.hold(session)
    old = get(session, report_id)
    newest = repository.of_period(session, old.first, old.last)[0]
    if old.state != ReportState.PUBLISHED or newest.id != old.id:
        raise WrongState("There is a newer version of it already, or it is not published. Look at it again.")
    row = ReportRow(
        first=old.first,
        last=old.last,
        version=old.version + 1,
        opening=old.opening,
        counted=old.counted,
        counts=old.counts,
        author=str(who),
        writers=joined(who, old.writers),  # its words are still theirs who wrote them
    )
    session.add(row)
    session.flush()
    for one in repository.entries(session, old.id):
        session.add(EntryRow(**one.model_dump(exclude={"id", "report_id"}), report_id=row.id))
    audit.record(session, who, "report_begun", row.id)
    return row


def _fill(session: Session, row: ReportRow) -> None:
    """What goes on from the report before, with its words, and what is new, without any."""
    before = repository.last_published(session, row.last)
    earlier = repository.entries(session, before.id) if before else []
    going_on = [
        EntryRow(
            report_id=row.id,
            place=place,
            issue_id=one.issue_id,
            since=one.since or (before.last if before else None),
            words=one.words,
            asked=one.asked,
        )
        for place, one in enumerate(one for one in earlier if one.goes_on)
    ]
    known = {one.issue_id for one in going_on}
    new = [one for one in repository.escalated(session, row.first, row.last) if one.id not in known]
    session.add_all(going_on)
    session.add_all(
        EntryRow(report_id=row.id, place=len(going_on) + place, issue_id=issue.id)
        for place, issue in enumerate(new)
    )
