"""Links that let members in, make an address theirs, or make somebody a member: made here, and opened."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock, codes
from api.broadcasts.contracts import Carrier as Carrier
from api.broadcasts.contracts import Later as Later
from api.broadcasts.contracts import Message
from api.conversation.words import say
from api.db import transaction
from api.errors import NotFound
from api.members import links, places
from api.members import service as members
from api.members.addresses import EMAIL as EMAIL
from api.members.addresses import PHONE as PHONE
from api.members.addresses import Address as Address
from api.members.places import Added
from api.members.service import LONGEST_NAME as LONGEST_NAME
from api.members.service import Joining as Joining
from api.members.service import one_line as one_line
from api.members.tables import LinkRow, MemberRow
from api.members.words import words
from api.reach import mail as mail
from api.reach import mobile as mobile
from api.waves.keys import KeyRing


@dataclass(frozen=True)
class Invited:
    """An invitation that lets somebody in; where it is for several of an agency, they say their name."""

    agency: str
    needs_name: bool


@dataclass(frozen=True)
class Parcel:
    """A message of ours, and the address that it goes to."""

    to: Address
    message: Message


class Use(StrEnum):
    """What a link is for."""

    COME_IN = "come_in"
    CONFIRM = "confirm"
    JOIN = "join"


class Opened(StrEnum):
    """What it has come to. taken: the address is another member's. gone: it was used, or is too old."""

    IN = "in"
    JOINED = "joined"
    ADDED = "added"
    TAKEN = "taken"
    GONE = "gone"


class WaysIn:
    """Makes and opens links. `web` is the address of the pages. Each method commits before it returns."""

    def __init__(self, engine: Engine, keys: KeyRing, web: str) -> None:
        self._engine = engine
        self._keys = keys
        self._web = web

    def invited(self, code: str) -> Invited | Joining:
        """What an invitation is; or why it lets nobody in."""
        with transaction(self._engine) as session:
            found = members.invitation(session, code)
            if found is None:
                return Joining.UNKNOWN
            return members.refusal(found, clock.today()) or Invited(found.agency, found.name is None)

    def to_come_in(self, email: str) -> Parcel | None:
        """A link for the member who is reached at an e-mail address; None where nobody is."""
        address = Address(EMAIL, email)
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, address)
            if member is None:
                return None
            return self._parcel(address, "sign_in", links.to_come_in(session, member.id, clock.now()))

    def to_type(self, browser: Address) -> str | None:
        """A code for the member who uses a browser: a chat in which it is entered becomes theirs as well."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser, hold=True)
            return codes.spaced(links.to_type(session, member.id, clock.now())) if member else None

    def to_confirm(self, browser: Address, address: Address) -> Parcel | None:
        """A link by which an address becomes that of the member who uses a browser; None for anybody else."""
        with transaction(self._engine) as session:
            member = members.member_at(session, self._keys, browser)
            if member is None:
                return None
            token = links.to_confirm(session, self._keys, member.id, address, clock.now())
            return self._parcel(address, "confirm", token)

    def to_join(self, code: str, name: str | None, email: str) -> Parcel | None:
        """A link by which somebody becomes a member; None where the invitation lets nobody in any more."""
        address = Address(EMAIL, email)
        with transaction(self._engine) as session:
            found = members.invitation(session, code)
            if found is None or members.refusal(found, clock.today()):
                return None
            token = links.to_join(session, self._keys, found.id, name, address, clock.now())
            return self._parcel(address, "join", token)

    def use_of(self, token: str) -> Use | None:
        """What a link is for; None where it does nothing any more."""
        with transaction(self._engine) as session:
            row = links.look(session, token, clock.now())
            return _use(row) if row else None

    def open(
        self, token: str, here: Address | None, fresh: Address
    ) -> tuple[Opened | Joining, Address | None]:
        """Uses a link. With what it has come to goes the browser that is a member's now, if one is.

        That is the one that is here, or a fresh one where the one here is somebody else's.
        """
        with transaction(self._engine) as session:
            row = links.spend(session, token, clock.now())
            if row is None:
                return Opened.GONE, None
            if _use(row) is Use.CONFIRM:
                return self._confirmed(session, row), None
            done, member = self._joined(session, row) if _use(row) is Use.JOIN else _known(session, row)
            if member is None:
                return done, None
            if here is not None and places.add(session, self._keys, member.id, here) is Added.ADDED:
                return done, here
            places.add(session, self._keys, member.id, fresh)
            return done, fresh

    def _confirmed(self, session: Session, row: LinkRow) -> Opened:
        address = links.address_of(self._keys, row)
        if row.member_id is None or address is None:
            return Opened.GONE
        try:
            added = places.add(session, self._keys, row.member_id, address)
        except NotFound:
            return Opened.GONE
        return Opened.ADDED if added is Added.ADDED else Opened.TAKEN

    def _joined(self, session: Session, row: LinkRow) -> tuple[Opened | Joining, MemberRow | None]:
        """Who has joined, or had joined before and has now shown that they are reached there."""
        address = links.address_of(self._keys, row)
        if row.invitation_id is None or address is None:
            return Opened.GONE, None
        joining = members.join_as(
            session, self._keys, row.invitation_id, row.name or "", address, clock.today()
        )
        if joining not in (Joining.JOINED, Joining.ALREADY):
            return joining, None
        done = Opened.JOINED if joining is Joining.JOINED else Opened.IN
        return done, members.member_at(session, self._keys, address)

    def _parcel(self, address: Address, letter: str, token: str) -> Parcel:
        said, link = words()["letters"][letter], f"{self._web}/link/{token}"
        # A text message has room for the title and the page alone.
        page = link if address.kind == PHONE else None
        return Parcel(address, Message(said["title"], said["text"].format(link=link), page=page))


def why_not(joining: Joining) -> str:
    """Why an invitation lets nobody in, as the chat says it."""
    return say(f"member.{joining}")


def _known(session: Session, row: LinkRow) -> tuple[Opened, MemberRow | None]:
    member = members.member(session, row.member_id) if row.member_id else None
    return (Opened.IN if member else Opened.GONE), member


def _use(row: LinkRow) -> Use:
    if row.invitation_id is not None:
        return Use.JOIN
    return Use.COME_IN if row.sealed is None else Use.CONFIRM
