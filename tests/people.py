"""Two of the staff, and what takes both of them, for tests of what comes after it."""

from uuid import uuid4

from sqlmodel import Session

from api.broadcasts import drafts
from api.broadcasts.tables import BroadcastRow
from api.broadcasts.wishes import NONE, Wishes
from api.staff.person import Person

ROBIN = Person(uuid4(), "Robin Madeup", "Safeguarding lead")
KIM = Person(uuid4(), "Kim Example", "Manager")


def approved(
    session: Session, title: str = "New guide", text: str = "Made-up text", wanted: Wishes = NONE
) -> BroadcastRow:
    """A broadcast that Robin has written and Kim has approved: it can be sent."""
    row = drafts.write(session, ROBIN, title, text, wanted)
    drafts.ask(session, ROBIN, row.id)
    drafts.approve(session, KIM, row.id, drafts.mark(session, row))
    return row
