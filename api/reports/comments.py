"""What people of the staff say of a report before it is published."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import NotFilled, NotFound, WrongState
from api.reports import repository
from api.reports.service import held
from api.reports.tables import CommentRow, ReportState
from api.staff.person import Person

LONGEST = 1000
MOST = 200


def say(session: Session, who: Person, report_id: UUID, words: str, today: date) -> None:
    """Adds a comment. Raises NotFound, NotFilled, and WrongState once the report is published."""
    row = held(session, report_id)
    if row.state == ReportState.PUBLISHED:
        raise WrongState("This report is published: say it on a new version of it.")
    if not 0 < len(words) <= LONGEST:
        raise NotFilled("words", f"Say what should be otherwise, with at most {LONGEST:,} letters")
    there = repository.comments(session, report_id)
    if len(there) >= MOST:
        raise NotFilled("words", f"There are {MOST} comments already: talk to each other about it")
    session.add(
        CommentRow(
            report_id=report_id, place=len(there), account=who.id, name=str(who), words=words, day=today
        )
    )
    audit.record(session, who, "partners_commented", report_id)


def settle(session: Session, who: Person, report_id: UUID, comment_id: UUID) -> None:
    """Whoever writes the report has dealt with it, or says that it stays as it is. Raises NotFound."""
    held(session, report_id)
    comment = repository.comment(session, report_id, comment_id)
    if comment is None:
        raise NotFound("There is no such comment.")
    if not comment.settled:
        comment.settled = True
        audit.record(session, who, "partners_settled", report_id)
