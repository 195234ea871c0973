"""Joining the action group by invitation, and where its members are reached."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.errors import NotFound
from api.members import addresses, repository
from api.members.addresses import LOST
from api.members.addresses import Address as Address
from api.members.tables import InvitationRow, MemberRow
from api.waves.keys import KeyRing

INVITATION_LASTS = timedelta(days=60)
LONGEST_NAME = 100  # letters, of a name or an agency
MOST_PLACES = 50


class Joining(StrEnum):
    """How a try to join ended."""

    JOINED = "joined"
    ALREADY = "already_member"
    HERE_TOO = "here_too"
    NO_ADDRESS = "no_address"
    UNKNOWN = "unknown_code"
    USED = "used_code"
    FULL = "full_code"
    EXPIRED = "expired_code"
    NAME_NEEDED = "name_needed"


def one_line(typed: str) -> str:
    """What people type of themselves, with single spaces and nothing that is no sign to read."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())


def invite(session: Session, *, name: str | None, agency: str, today: date, places: int = 1) -> str:
    """A code for one person, or without a name for as many of an agency as there are places.

    It is shown once and kept as a digest.
    """
    code = codes.make(codes.INVITATION_LENGTH)
    session.add(
        InvitationRow(
            code_digest=_digest(code),
            name=name,
            agency=agency,
            expires=today + INVITATION_LASTS,
            places=places,
        )
    )
    return code


def invitation(session: Session, code: str) -> InvitationRow | None:
    """The invitation that a code belongs to, whether or not it lets anybody in."""
    return repository.invitation(session, _digest(codes.tidy(code)))


def join(session: Session, keys: KeyRing, code: str, address: Address | None, today: date) -> Joining:
    """Makes the holder of a code a member who is reached at this address.

    NAME_NEEDED where it is for several people: `join_as` goes on, once they have said what they are called.
    """
    return _join(session, keys, invitation(session, code), None, address, today)


def join_as(
    session: Session, keys: KeyRing, invitation_id: UUID, name: str, address: Address | None, today: date
) -> Joining:
    """The same under a name that the person has given."""
    return _join(session, keys, repository.invitation_by_id(session, invitation_id), name, address, today)


def _join(
    session: Session,
    keys: KeyRing,
    found: InvitationRow | None,
    given: str | None,
    address: Address | None,
    today: date,
) -> Joining:
    if address is not None and member_at(session, keys, address) is not None:
        return Joining.ALREADY
    if found is None:
        return Joining.UNKNOWN
    if refused := refusal(found, today):
        return refused
    if address is None:
        return Joining.NO_ADDRESS
    name = found.name or given
    if name is None:
        return Joining.NAME_NEEDED
    member = MemberRow(name=name, agency=found.agency, joined=today)
    session.add(member)
    session.flush()
    if not repository.put(session, addresses.row(keys, member.id, address)):  # with another code, just now
        session.delete(member)
        return Joining.ALREADY
    found.taken += 1
    found.name = None  # from here on it is the member's, and goes with them
    return Joining.JOINED


def refusal(found: InvitationRow, today: date) -> Joining | None:
    """Why an invitation lets nobody in any more, if it does not."""
    if found.taken >= found.places:
        return Joining.USED if found.places == 1 else Joining.FULL
    return Joining.EXPIRED if found.expires < today else None


def kinds(session: Session, member_id: UUID) -> Sequence[str]:
    """By which kinds of channel a member is reached."""
    return repository.kinds(session, member_id)


def leave(session: Session, member_id: UUID) -> None:
    """Deletes a member, with every address, copy and reminder that is theirs."""
    repository.drop(session, member_id)


def member_at(session: Session, keys: KeyRing, address: Address, *, hold: bool = False) -> MemberRow | None:
    """The member behind an address; nobody where it is a chat and the key of addresses has been lost.

    With `hold`, they neither leave nor choose anything meanwhile.
    """
    return repository.at_address(session, address.kind, addresses.digest(keys, address), hold=hold)


def move(session: Session, keys: KeyRing, member_id: UUID, to: Address) -> bool:
    """The address by which a member is written to becomes another of its kind; False where that is another
    member's. Of several of a kind it is the first.
    """
    holder, fresh = member_at(session, keys, to), addresses.row(keys, member_id, to)
    if holder is not None and holder.id != member_id:
        return False
    old = next((row for row in repository.places(session, [member_id]) if row.kind == to.kind), None)
    if old is None or old.digest == fresh.digest:
        return True
    if holder is not None:  # they are reached there already
        session.delete(old)
    else:
        old.digest, old.sealed = fresh.digest, fresh.sealed
    return True


def member(session: Session, member_id: UUID) -> MemberRow | None:
    """One member, if they are still in the group."""
    return repository.by_id(session, member_id)


def take_back(session: Session, invitation_id: UUID) -> InvitationRow | None:
    """Takes an invitation back, so that its code lets nobody in; None when it has been used, or is gone."""
    return repository.take_back(session, invitation_id)


def everyone(session: Session) -> Sequence[UUID]:
    """Ids of all members."""
    return repository.ids(session)


def lost(session: Session, keys: KeyRing, member_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these members who cannot be written to somewhere because the key has been lost."""
    opened = addresses.opener(keys)
    places = repository.places(session, member_ids)
    return {row.member_id for row in places if row.sealed is not None and opened(row.sealed) == LOST}


def set_agency_type(session: Session, agency: str, kind: str | None) -> None:
    """Says of what type an agency is; None: that is not said."""
    repository.set_type(session, agency, kind)


def set_guest(session: Session, member_id: UUID, *, guest: bool) -> None:
    """Whether a member gets what is sent as a test. Raises NotFound."""
    listed(session, member_id).guest = guest


def listed(session: Session, member_id: UUID) -> MemberRow:
    """One member. Raises NotFound."""
    row = repository.by_id(session, member_id)
    if row is None:
        raise NotFound("There is no such member: perhaps they have left.")
    return row


def reach(session: Session) -> tuple[int, int]:
    """Members in all, and those reached by Telegram."""
    return repository.counts(session)


def forget_spent_invitations(session: Session, today: date) -> int:
    """Drops invitations that were used or have run out, with the names on them; how many."""
    return repository.drop_spent(session, today)


def spent_invitations(session: Session, today: date) -> int:
    """How many such invitations there are."""
    return repository.count_spent(session, today)


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
