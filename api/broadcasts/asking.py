"""Asking those again who have not said that they have read and understood a broadcast."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.broadcasts import receipts_repository as repository
from api.broadcasts import service
from api.broadcasts.moving import move
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.errors import WrongState
from api.staff.person import Person

NOT_ASKED = "This broadcast asks nobody to say that they have read it."
NOT_OVER = (
    "It is still on its way: those who have not said that they have read it can be asked once it is over."
)
TODAY = "They have been asked again today already. You can ask once more tomorrow."
NOBODY = "Everybody has said that they have read and understood it."


def refusal(session: Session, row: BroadcastRow, today: date) -> str | None:
    """Why nobody can be asked again now; None where somebody can."""
    if not row.asks:
        return NOT_ASKED
    if row.state != BroadcastState.SENT:
        return NOT_OVER
    if repository.last_reminded(session, row.id) == today:
        return TODAY
    return None if repository.count(session, row.id, repository.Which.UNREAD) else NOBODY


def again(session: Session, who: Person, broadcast_id: UUID, today: date) -> int:
    """Lets their copies leave once more, with a line in front; how many. Raises NotFound and WrongState."""
    row = service.held(session, broadcast_id)
    if why := refusal(session, row, today):
        raise WrongState(why)
    asked = repository.remind(session, row.id, today)
    move(row, BroadcastState.SENDING)
    row.rounds += 1
    audit.record(session, who, "broadcast_reminded", row.id)
    return asked
