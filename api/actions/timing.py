"""When actions were put down, begun and done: what reports make of how soon something followed."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import Session

from api import clock
from api.actions import repository
from api.actions.contracts import ActionTimes
from api.actions.tables import ActionNoteRow, ActionRow, ActionState

_AT_WORK = (ActionState.UNDER_WAY, ActionState.DONE)


def times(session: Session, first: date, last: date) -> Iterator[ActionTimes]:
    """Of all actions that were open at some time in the period, or closed in it; as they stand today."""
    rows = repository.of_period(session, first, last)
    notes = repository.notes(session, [row.id for row in rows])
    for row in rows:
        yield _times(row, [note for note in notes if note.action_id == row.id])


def _times(row: ActionRow, notes: Sequence[ActionNoteRow]) -> ActionTimes:
    begun = next((clock.here(note.at).date() for note in notes if note.state in _AT_WORK), None)
    return ActionTimes(
        title=row.title,
        source=row.source,
        source_id=row.source_id,
        made=row.made,
        begun=begun,
        done=row.closed if row.state == ActionState.DONE else None,
    )
