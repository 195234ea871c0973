"""Where the pages of single copies come: read, confirmed and left by the links that stand in mail.

A link is its own proof: whoever has it was sent it. Each call is a transaction of its own.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine

from api import clock
from api.broadcasts import documents, letters, links, receipts
from api.broadcasts.documents import Document
from api.broadcasts.letters import Letter as Letter
from api.broadcasts.receipts import Noted
from api.db import transaction
from api.members import leaving, places
from api.members import service as members
from api.members.addresses import EMAIL
from api.members.places import Removed
from api.waves.keys import KeyRing


class Standing(StrEnum):
    """mail: a member who gets mail. no_mail: one who gets none. left: no member any more."""

    MAIL = "mail"
    NO_MAIL = "no_mail"
    LEFT = "left"


@dataclass(frozen=True)
class ReadingDesk:
    """Every method raises Unavailable when the database does not answer."""

    engine: Engine
    keys: KeyRing

    def letter(self, token: str) -> Letter | None:
        """The copy that a link leads to. To look at it leaves no trace: programs open links in mail too."""
        copy = links.page_of(self.keys, token)
        if copy is None:
            return None
        with transaction(self.engine) as session:
            return letters.one(session, self.keys, copy)

    def understand(self, token: str) -> Noted:
        """Its member says that they have read and understood it."""
        copy = links.page_of(self.keys, token)
        if copy is None:
            return Noted.GONE
        with transaction(self.engine) as session:
            return receipts.understood(session, copy, clock.today())

    def document(self, token: str) -> Document | None:
        """What goes with the copy."""
        copy = links.page_of(self.keys, token)
        if copy is None:
            return None
        with transaction(self.engine) as session:
            if letters.one(session, self.keys, copy) is None:
                return None
            return documents.get(session, copy.broadcast_id)

    def standing(self, token: str) -> Standing | None:
        """How the link's member stands to mail and to the group; None where it is no link of ours."""
        member_id = links.who_leaves(self.keys, token)
        if member_id is None:
            return None
        with transaction(self.engine) as session:
            if members.member(session, member_id) is None:
                return Standing.LEFT
            return Standing.MAIL if EMAIL in members.kinds(session, member_id) else Standing.NO_MAIL

    def end_mail(self, token: str) -> None:
        """The link's member gets no more mail. Where nothing else reaches them, they leave the group."""
        member_id = links.who_leaves(self.keys, token)
        if member_id is None:
            return
        with transaction(self.engine) as session:
            if places.end_mail(session, member_id) is Removed.LAST:
                leaving.leave(session, member_id)

    def leave(self, token: str) -> None:
        """The link's member leaves the group, if they have not."""
        member_id = links.who_leaves(self.keys, token)
        if member_id is None:
            return
        with transaction(self.engine) as session:
            leaving.leave(session, member_id)
