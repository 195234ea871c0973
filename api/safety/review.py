"""What a reviewer does with an alert: open it, and say how it ended. The audit trail notes both."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import HeardError, WrongState
from api.safety import service
from api.safety.service import Alert
from api.safety.tables import AlertRow, AlertState
from api.staff.person import Person
from api.waves.keys import KeyRing
from nlu.redaction import redact

ALLOWED: Mapping[AlertState, set[AlertState]] = {
    AlertState.NEW: {AlertState.SEEN},
    AlertState.SEEN: {AlertState.ACTED, AlertState.NO_ACTION},
    AlertState.ACTED: set(),
    AlertState.NO_ACTION: set(),
}
LONGEST_NOTE = 1000


class NoteNeeded(HeardError):
    """An alert ends with a note of bearable length."""

    status = 422


def look(session: Session, keys: KeyRing, name: UUID, who: Person, today: date) -> Alert:
    """The alert with its words; whoever is the first to open it has seen it. Raises NotFound.

    One whose key is lost nobody has seen: it waits until the key is back, or until somebody ends it.
    """
    row, wave = service.find(session, keys, name)
    audit.record(session, who, "alert_opened", name)
    if row.state == AlertState.NEW and service.said(row, keys)["text"] is not None:
        move(row, AlertState.SEEN)
        row.seen = today
        _add(row, keys, seen_by=str(who))
    return service.opened(row, wave, keys)


def end(
    session: Session, keys: KeyRing, name: UUID, who: Person, outcome: AlertState, note: str, today: date
) -> None:
    """Says how an alert ended, with names and numbers masked in the note.

    Raises NotFound, NoteNeeded, and WrongState when somebody has ended it already or nobody has opened it.
    """
    check(note)
    row, _ = service.find(session, keys, name)
    if row.state == AlertState.NEW and service.said(row, keys)["text"] is None:
        move(row, AlertState.SEEN)  # nobody can read it: ending it is all that can be done
    move(row, outcome)
    row.handled = today
    _add(row, keys, handled_by=str(who), note=redact(note).text)
    audit.record(session, who, f"alert_{outcome}", name)


def check(note: str) -> None:
    """Raises NoteNeeded with the mend."""
    if not note:
        raise NoteNeeded("Write what was done, or why nothing was")
    if len(note) > LONGEST_NOTE:
        raise NoteNeeded(f"Use at most {LONGEST_NOTE:,} letters")


def move(row: AlertRow, to: AlertState) -> None:
    """Changes the state of an alert; raises WrongState when the table does not allow it."""
    if to not in ALLOWED[AlertState(row.state)]:
        raise WrongState(f"An alert that is {row.state} cannot become {to}.")
    row.state = to


def _add(row: AlertRow, keys: KeyRing, **more: str) -> None:
    """Seals more into it. What cannot be opened is left as it is: the key may come back."""
    kept = service.said(row, keys)
    if kept["text"] is not None:
        row.sealed = keys.seal(None, kept | more)
