"""How a member goes, whoever ends it: all that is theirs goes with them."""

from uuid import UUID

from sqlmodel import Session

from api.broadcasts import service as broadcasts
from api.members import service


def leave(session: Session, member_id: UUID) -> None:
    """Deletes a member with every address, link, copy and reminder of theirs, and what was for them alone.

    What they raised stays without their name. Nothing happens where they have gone already.
    """
    broadcasts.forget_letters_to(session, member_id)
    service.leave(session, member_id)
