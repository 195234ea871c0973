"""The course of an action: moved on, looked at, and proven to have changed something."""

import hashlib
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.actions.moving import OPEN, move
from api.actions.service import held, noted
from api.actions.smart import LONGEST, filled, whole
from api.actions.tables import ActionRow, ActionState
from api.actions.words import words
from api.audit import service as audit
from api.errors import Changed, NotFilled
from api.staff.person import Person

NO_EVIDENCE = "Say what has changed, and how one can see it"


def move_to(session: Session, who: Person, action_id: UUID, to: ActionState, why: str, today: date) -> None:
    """Another state, with what is to be said of it; what is dropped needs a reason, what is done evidence.

    Raises NotFound, NotFilled and WrongState.
    """
    row = held(session, action_id)
    if to == ActionState.DROPPED:
        filled("words", why, LONGEST, "Say why it will not be done")
    filled("words", why, LONGEST)
    if to == ActionState.DONE and not row.evidence:
        raise NotFilled("evidence", f"{NO_EVIDENCE}, before it counts as done")
    if row.state not in OPEN:  # taken up again: whoever set it down hears of its day anew
        row.reminded = row.chased = None
    move(row, to)
    row.closed = None if to in OPEN else today
    noted(session, who, row, to, why)
    audit.record(session, who, "action_moved", row.id)


def note(session: Session, who: Person, action_id: UUID, found: str) -> None:
    """Something that somebody found when they looked at it. Raises NotFound and NotFilled."""
    row = held(session, action_id)
    filled("note", found, LONGEST, "Write what you have found")
    noted(session, who, row, None, found)
    audit.record(session, who, "action_noted", row.id)


def prove(session: Session, who: Person, action_id: UUID, proof: str, link: str, read: str) -> None:
    """Puts down what has changed since; what stood there before is noted.

    `read` is the mark of what stood in the form at first. Raises NotFound, NotFilled, and Changed where
    somebody else has put it down meanwhile.
    """
    row = held(session, action_id)
    filled("evidence", proof, LONGEST, NO_EVIDENCE)
    whole("link", link)
    if read != proof_mark(row):
        raise Changed("Somebody has put down what has changed since you opened it. Compare it with yours.")
    if (proof, link) == (row.evidence, row.evidence_link or ""):
        return
    if row.evidence:
        before = "\n\n".join(filter(None, (row.evidence, row.evidence_link)))
        noted(session, who, row, None, words()["evidence_was"].format(evidence=before))
    row.evidence, row.evidence_link = proof, link or None
    audit.record(session, who, "action_proven", row.id)


def proof_mark(row: ActionRow) -> str:
    """Stands for what has been put down of its impact: other words, another mark."""
    return hashlib.sha256(f"{row.evidence}\0{row.evidence_link or ''}".encode()).hexdigest()[:16]
