"""From which state an issue or a report may come to which: the one table of each."""

from collections.abc import Mapping, Set

from api.errors import WrongState
from api.feedback.report_tables import ReportRow, ReportState
from api.feedback.tables import IssueRow, IssueState

_ON = {IssueState.ANSWERED, IssueState.ESCALATED, IssueState.MERGED, IssueState.CLOSED}
# It can be answered again. What has been merged is closed together with what it went into.
ALLOWED: Mapping[IssueState, Set[IssueState]] = {
    IssueState.NEW: {IssueState.LOOKED_AT},
    IssueState.LOOKED_AT: _ON,
    IssueState.ANSWERED: _ON,
    IssueState.ESCALATED: {IssueState.MERGED, IssueState.CLOSED},
    IssueState.MERGED: {IssueState.CLOSED},
    IssueState.CLOSED: set(),
}
# What is published stays as it is: a new version takes its place.
REPORTS: Mapping[ReportState, Set[ReportState]] = {
    ReportState.DRAFT: {ReportState.WAITING},
    ReportState.WAITING: {ReportState.PUBLISHED, ReportState.DRAFT},
    ReportState.PUBLISHED: set(),
}


def can(row: IssueRow, to: IssueState) -> bool:
    """Whether the table allows it."""
    return to in ALLOWED[IssueState(row.state)]


def move(row: IssueRow, to: IssueState) -> None:
    """Changes the state; raises WrongState when the table does not allow it."""
    if not can(row, to):
        raise WrongState("Somebody has dealt with this meanwhile. Look at it again.")
    row.state = to


def move_report(row: ReportRow, to: ReportState) -> None:
    """Likewise of a report."""
    if to not in REPORTS[ReportState(row.state)]:
        raise WrongState(f"This report is {row.state} by now. Look at it again.")
    row.state = to
