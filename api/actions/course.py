"""The course of an action: moved on, looked at, and proven to have changed something."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.actions.moving import OPEN, move
from api.actions.service import held, noted
from api.actions.smart import LONGEST, NotFilled, filled, whole
from api.actions.tables import ActionRow, ActionState
from api.audit import service as audit
from api.staff.person import Person

NO_EVIDENCE = "Say what has changed, and how one can see it"


def move_to(session: Session, who: Person, action_id: UUID, to: ActionState, words: str, today: date) -> None:
    """Another state, with what is to be said of it; what is dropped needs a reason, what is done evidence.

    Raises NotFound, NotFilled and WrongState.
    """
    row = held(session, action_id)
    if to == ActionState.DROPPED:
        filled("words", words, LONGEST, "Say why it will not be done")
    filled("words", words, LONGEST)
    if to == ActionState.DONE and not row.evidence:
        raise NotFilled("evidence", f"{NO_EVIDENCE}, before it counts as done")
    if row.state not in OPEN:  # taken up again: whoever set it down hears of its day anew
        row.reminded = row.chased = None
    move(row, to)
    row.closed = None if to in OPEN else today
    noted(session, who, row, to, words)
    audit.record(session, who, "action_moved", row.id)


def note(session: Session, who: Person, action_id: UUID, words: str) -> None:
    """Something that somebody found when they looked at it. Raises NotFound and NotFilled."""
    row = held(session, action_id)
    filled("note", words, LONGEST, "Write what you have found")
    noted(session, who, row, None, words)
    audit.record(session, who, "action_noted", row.id)


def prove(session: Session, who: Person, action_id: UUID, words: str, link: str) -> ActionRow:
    """Puts down what has changed since. Raises NotFound and NotFilled."""
    row = held(session, action_id)
    filled("evidence", words, LONGEST, NO_EVIDENCE)
    whole("link", link)
    row.evidence, row.evidence_link = words, link or None
    audit.record(session, who, "action_proven", row.id)
    return row
