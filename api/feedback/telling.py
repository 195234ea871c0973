"""Tells whoever sent something that it has come to the partners, once."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastKind
from api.feedback import repository
from api.feedback.report_tables import ReportRow
from api.feedback.tables import IssueRow
from api.feedback.words import months, reported


def tell(session: Session, report: ReportRow, issue_ids: Sequence[UUID], today: date) -> int:
    """Writes to the senders of these issues, and of what was merged into them; how many letters leave."""
    letters: dict[UUID, IssueRow] = {}
    for issue_id in sorted(issue_ids):
        issue = repository.get(session, issue_id, lock=True)
        if issue is None:
            continue
        for one in (issue, *repository.merged_into(session, issue_id, lock=True)):
            if one.reported is None:
                one.reported = today
                if one.member_id:
                    letters.setdefault(one.member_id, one)
    for member_id, one in letters.items():
        title, text = reported(one.came, months(report.first, report.last))
        broadcasts.send_to_one(session, member_id, title, text, BroadcastKind.ANSWER, today)
    return len(letters)
