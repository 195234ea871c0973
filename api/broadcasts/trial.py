"""A draft as a test: sent to the few members who have been chosen for that, and counted nowhere."""

from datetime import date, datetime, time
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.broadcasts import letters, letters_repository, service
from api.broadcasts.tables import (
    BroadcastKind,
    BroadcastRow,
    BroadcastState,
    DeliveryRow,
    DocumentRow,
    TextRow,
)
from api.errors import WrongState
from api.members import audience
from api.staff.person import Person

NOBODY = "Nobody is chosen to get tests yet."


def send(session: Session, who: Person, broadcast_id: UUID) -> int:
    """Sends a draft as it is now, in every language, to the members who get tests; how many.

    Each copy says that it is a test, and asks for nothing. Raises NotFound and WrongState.
    """
    row = service.held(session, broadcast_id)
    if row.state != BroadcastState.DRAFT:
        raise WrongState(f"This broadcast is {row.state} by now: only a draft is sent as a test.")
    guests = audience.guests(session)
    if not guests:
        raise WrongState(NOBODY)
    today = clock.today()
    session.add(test := _copied(row, today))
    session.flush()
    _bring_along(session, row.id, test.id)
    session.add_all(DeliveryRow(broadcast_id=test.id, member_id=guest) for guest in guests)
    audit.record(session, who, "broadcast_tested", row.id)
    return len(guests)


def _copied(row: BroadcastRow, today: date) -> BroadcastRow:
    return BroadcastRow(
        title=letters.say("test", title=row.title),
        text=row.text,
        kind=BroadcastKind.TEST,
        state=BroadcastState.SENDING,
        written=datetime.combine(today, time(12), clock.HERE),
        resend=row.resend,
        urgent=True,  # who sends a test waits for it
        wave_id=row.wave_id,
    )


def _bring_along(session: Session, draft: UUID, test: UUID) -> None:
    """Its other languages and its document."""
    for one in letters_repository.texts(session, draft).values():
        title = letters.say("test", one.language, title=one.title)
        session.add(TextRow(broadcast_id=test, language=one.language, title=title, text=one.text))
    if document := letters_repository.document(session, draft):
        facts = document.model_dump(exclude={"broadcast_id"})
        session.add(DocumentRow(broadcast_id=test, **facts))
