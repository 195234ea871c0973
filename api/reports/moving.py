"""From which state a report may come to which: the one table."""

from collections.abc import Mapping, Set

from api.errors import WrongState
from api.reports.tables import ReportRow, ReportState

# What is published stays as it is: a new version takes its place.
ALLOWED: Mapping[ReportState, Set[ReportState]] = {
    ReportState.DRAFT: {ReportState.WAITING},
    ReportState.WAITING: {ReportState.PUBLISHED, ReportState.DRAFT},
    ReportState.PUBLISHED: set(),
}


def move(row: ReportRow, to: ReportState) -> None:
    """Changes the state; raises WrongState when the table does not allow it."""
    if to not in ALLOWED[ReportState(row.state)]:
        raise WrongState(f"This report is {row.state} by now. Look at it again.")
    row.state = to
