"""From which state an entry may come to which: the one table of it, and the ways that lead there."""

from collections.abc import Mapping, Set
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.actions.said import Entry, held, mark
from api.actions.said_reading import place
from api.actions.said_tables import SaidRow, SaidState
from api.actions.words import words
from api.audit import service as audit
from api.broadcasts import drafts
from api.broadcasts import service as broadcasts
from api.errors import Changed, WrongState
from api.languages import DEFAULT as ENGLISH
from api.staff.person import Person
from api.staff.writers import must_be_another, must_say_why

LONGEST_TITLE = 90
FOR_MEMBERS = "practitioner"
ALLOWED: Mapping[SaidState, Set[SaidState]] = {
    SaidState.DRAFT: {SaidState.WAITING},
    SaidState.WAITING: {SaidState.PUBLISHED, SaidState.DRAFT},
    SaidState.PUBLISHED: {SaidState.TAKEN_DOWN},
    SaidState.TAKEN_DOWN: {SaidState.DRAFT},
}


def ask(session: Session, who: Person, said_id: UUID) -> None:
    """Puts it before a second person. Raises NotFound and WrongState."""
    row = held(session, said_id).row
    _move(row, SaidState.WAITING)
    row.approver, row.answer = None, None
    audit.record(session, who, "said_asked", row.id)


def publish(session: Session, who: Person, said_id: UUID, read: str, today: date) -> None:
    """Anybody can read it from now on; `read` is the mark of what the second person has read.

    Raises NotFound, SecondPerson, Changed and WrongState.
    """
    entry = held(session, said_id, SaidState.WAITING)
    must_be_another(who, entry.row)
    if read != mark(entry):
        raise Changed("Somebody has changed this entry since you opened it. Read it again as it is now.")
    _move(entry.row, SaidState.PUBLISHED)
    entry.row.approver, entry.row.published = str(who), today
    audit.record(session, who, "said_published", said_id)


def refuse(session: Session, who: Person, said_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, NotFilled, SecondPerson and WrongState."""
    row = held(session, said_id, SaidState.WAITING).row
    must_be_another(who, row)
    must_say_why(why)
    _move(row, SaidState.DRAFT)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "said_refused", row.id)


def take_back(session: Session, who: Person, said_id: UUID) -> None:
    """A draft again, to be changed. Raises NotFound and WrongState."""
    row = held(session, said_id).row
    _move(row, SaidState.DRAFT)
    row.approver, row.answer, row.published = None, None, None
    row.broadcast_id = None  # it told of other words
    audit.record(session, who, "said_taken_back", row.id)


def take_down(session: Session, who: Person, said_id: UUID) -> None:
    """Nobody can read it any more, and its broadcast is gone too, unless that has left already.

    Raises NotFound and WrongState.
    """
    row = held(session, said_id).row
    _move(row, SaidState.TAKEN_DOWN)
    if row.broadcast_id is not None and not has_left(session, row):
        broadcast_id, row.broadcast_id = row.broadcast_id, None
        session.flush()
        drafts.withdraw(session, who, broadcast_id)
    audit.record(session, who, "said_taken_down", row.id)


def discard(session: Session, who: Person, said_id: UUID) -> None:
    """Throws a draft away, in every language. Raises NotFound and WrongState."""
    row = held(session, said_id, SaidState.DRAFT).row
    session.delete(row)
    audit.record(session, who, "said_discarded", said_id)


def tell(session: Session, who: Person, said_id: UUID, address: str) -> UUID:
    """The draft of a broadcast that tells practitioners of it, once; its id. `address` is where Heard is.

    Raises NotFound and WrongState.
    """
    entry = held(session, said_id, SaidState.PUBLISHED)
    if entry.row.audience != FOR_MEMBERS:
        raise WrongState("Only what is for practitioners and agencies is told by a broadcast.")
    if entry.row.broadcast_id is None:
        title, text = announcement(entry, address)
        entry.row.broadcast_id = drafts.write(session, who, title, text).id
        audit.record(session, who, "said_told", said_id)
    return entry.row.broadcast_id


def has_left(session: Session, row: SaidRow) -> bool:
    """Whether members have been sent its broadcast, or some have."""
    if row.broadcast_id is None:
        return False
    return broadcasts.get(session, row.broadcast_id).state not in drafts.UNSENT


def announcement(entry: Entry, address: str) -> tuple[str, str]:
    """The title and the text of that broadcast."""
    said, text = words()["broadcast"], entry.texts[ENGLISH]
    first = " ".join(text.said.split())
    short = first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1]}…"
    return said["title"].format(title=short), said["text"].format(
        said=text.said,
        did=text.did,
        speaker=text.speaker,
        heading=words()["outcomes"][entry.row.outcome],
        address=f"{address.rstrip('/')}{place(entry.row, ENGLISH)}",
    )


def _move(row: SaidRow, to: SaidState) -> None:
    if to not in ALLOWED[SaidState(row.state)]:
        raise WrongState("Somebody has moved this entry on meanwhile. Look at it again.")
    row.state = to
