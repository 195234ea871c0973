"""A member says by a button that they have read and understood a broadcast: ":understood BROADCAST"."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine

from api import clock
from api.broadcasts import letters, receipts
from api.broadcasts.letters import UNDERSTOOD
from api.broadcasts.links import Copy
from api.broadcasts.receipts import Noted
from api.conversation.contracts import Reply
from api.conversation.turn import Turn
from api.conversation.words import say
from api.db import transaction
from api.members import service as members
from api.waves.keys import KeyRing


@dataclass(frozen=True)
class Noting:
    """Beside whatever is under way, and kept with no conversation: a survey may be open in it, and nothing
    that is written down of it shares a transaction with who a member is.
    """

    engine: Engine
    keys: KeyRing

    def tapped(self, turn: Turn) -> Reply | None:
        """What is said to it, nothing new to a second tap; None where the turn is about something else."""
        wanted = turn.after(UNDERSTOOD)
        if wanted is None:
            return None
        broadcast = _id(wanted)
        noted, title = Noted.GONE, ""
        with transaction(self.engine) as session:
            member = members.member_at(session, self.keys, turn.address) if turn.address else None
            if member is not None and broadcast is not None:
                noted = receipts.understood(session, copy := Copy(broadcast, member.id), clock.today())
                if letter := letters.one(session, self.keys, copy):
                    title = letter.title
        return Reply(text=say(f"understood.{noted}").format(title=title))


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
