"""Two of the staff, what takes both of them, and whom members are in Telegram, for tests of what follows."""

from uuid import UUID, uuid4

from sqlmodel import Session, select

from api.broadcasts import drafts
from api.broadcasts.tables import BroadcastRow
from api.broadcasts.wishes import NONE, Wishes
from api.members import addresses
from api.members.addresses import TELEGRAM
from api.members.tables import AddressRow
from api.staff.person import Person
from api.waves.keys import KeyRing

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


def chats(session: Session, keys: KeyRing) -> dict[UUID, str]:
    """The Telegram chats of all members who have one; LOST where its key has been lost."""
    opened = addresses.opener(keys)
    kept = session.exec(select(AddressRow).where(AddressRow.kind == TELEGRAM))
    return {row.member_id: opened(row.sealed) for row in kept if row.sealed is not None}
