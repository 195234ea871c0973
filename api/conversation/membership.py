"""The action group from its members' side, for pages: messages, what they choose, where they are reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.broadcasts import letters, receipts
from api.broadcasts.letters import Letter as Letter
from api.conversation import belonging
from api.db import transaction
from api.guidance import service as guidance
from api.members import addresses, leaving, places, preferences
from api.members import service as members
from api.members.addresses import TELEGRAM, WEB
from api.members.addresses import Address as Address
from api.members.places import Removed as Removed
from api.members.preferences import LONGEST_ROLE as LONGEST_ROLE
from api.members.preferences import Hours as Hours
from api.members.preferences import Wishes as Wishes
from api.members.service import one_line as one_line
from api.members.tables import AddressRow, MemberRow
from api.waves.keys import KeyRing


@dataclass(frozen=True)
class Place:
    """Where a member is reached; `shown` is the address where people know theirs by heart, else empty."""

    id: UUID
    kind: str
    shown: str
    is_here: bool


@dataclass(frozen=True)
class Home:
    """A member's own page. `order` holds the kinds of channel that they have, the dearest first.

    `kept` is all that is kept of them, in words.
    """

    name: str
    wishes: Wishes
    order: Sequence[str]
    themes: Mapping[str, str]
    places: Sequence[Place]
    kept: str


class Membership:
    """Where a member's browser, an address of the kind "web", brings what is done on their pages.

    Each method commits before it returns.
    """

    def __init__(self, engine: Engine, keys: KeyRing) -> None:
        self._engine = engine
        self._keys = keys

    def home(self, browser: Address) -> Home | None:
        """The page of the member who uses a browser; None for anybody else."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser)
            return self._home(session, member, browser) if member else None

    def inbox(self, browser: Address) -> list[Letter] | None:
        """What they have been sent, newest first, as it was before they look now; None for anybody else."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser)
            if member is None:
                return None
            found = letters.inbox(session, self._keys, member.id)
            unread = [letter.id for letter in found if letter.opened is None]
            if unread:
                receipts.opened(session, member.id, unread, clock.today())
            return found

    def choose(self, browser: Address, wanted: Wishes) -> bool:
        """Keeps what a member has chosen; whether the browser is one's."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser, hold=True)
            if member is not None:
                preferences.keep(member, wanted)
            return member is not None

    def leave(self, browser: Address, conversation_id: UUID | None) -> bool:
        """Deletes a member, and what was said in the chat of this browser; whether it is one's."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser)
            if member is not None:
                leaving.leave(session, member.id)
                if conversation_id is not None:
                    belonging.forget_talk(session, conversation_id)
            return member is not None

    def remove(self, browser: Address, address_id: UUID) -> Removed:
        """Reaches a member at one address less."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser)
            return places.remove(session, member.id, address_id) if member else Removed.NOT_THERE

    def forget(self, browser: Address) -> Removed:
        """Reaches a member in this browser no more. The last way to them stays, though nobody looks there."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser)
            here = addresses.digest(self._keys, browser)
            found = places.of(session, member.id) if member else []
            place = next((row for row in found if row.digest == here), None)
            return places.remove(session, place.member_id, place.id) if place else Removed.NOT_THERE

    def _home(self, session: Session, member: MemberRow, browser: Address) -> Home:
        here, opened = addresses.digest(self._keys, browser), addresses.opener(self._keys)
        found = [
            Place(row.id, row.kind, _shown(row, opened), row.digest == here)
            for row in places.of(session, member.id)
        ]
        return Home(
            name=member.name,
            wishes=preferences.wishes(member),
            order=preferences.order(member.channels, {place.kind for place in found}),
            themes=guidance.themes(session),
            places=found,
            kept=belonging.kept(session, member),
        )


def _shown(row: AddressRow, opened: Callable[[bytes], str]) -> str:
    if row.kind in (TELEGRAM, WEB) or row.sealed is None:
        return ""
    return opened(row.sealed)
