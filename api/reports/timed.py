"""How soon something was done: from the day on which it came out to each step of an action."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.actions import timing
from api.actions.tables import SourceKind
from api.errors import NotFound
from api.feedback import reports as highlights
from api.findings import service as findings
from api.reports import repository
from api.reports.material import Timed


def timed(session: Session, first: date, last: date) -> Iterator[Timed]:
    """The actions of a period that answer something which came out, and no others."""
    for one in timing.times(session, first, last):
        out = _came_out(session, one.source, one.source_id) if one.source_id else None
        if out is not None:
            yield Timed(title=one.title, out=out, made=one.made, begun=one.begun, done=one.done)


def _came_out(session: Session, source: str, source_id: UUID) -> date | None:
    """Of numbers the day of the first that were shown: from then on they could be acted upon."""
    if source == SourceKind.FINDING:
        shown = (one.taken for one in findings.history(session, source_id) if one.answered is not None)
        return next(shown, None)
    if source == SourceKind.REPORT:
        row = repository.get(session, source_id)
        return row.published if row else None
    if source == SourceKind.HIGHLIGHT:
        try:
            return highlights.get(session, source_id).published
        except NotFound:
            return None
    return None
